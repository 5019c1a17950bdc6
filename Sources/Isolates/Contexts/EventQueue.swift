import DequeModule
import Synchronization

/// What a context tells without being asked, console entries and unhandled rejections, between its worker, which may
/// write without end, and the program's handlers, which may be slow.
///
/// It holds a bounded amount: a worker whose queue is full is not read until the handlers have caught up, so that the
/// script waits in its `console.log` (pipe(7)) and the supervisor's memory stays as it was.
final class EventQueue: Sendable {
    /// Bytes of encoded events at which the queue is full.
    static let capacity = 1 << 20

    private struct State {
        var events: Deque<ToldEvent> = []
        var bytes = 0
        var isDelivering = false
        var waiters: [UnsafeContinuation<Void, Never>] = []
        var isFinished = false
    }

    private let state = Mutex(State())
    private let configuration: Supervisor.Configuration
    let context: String
    /// Those who read what this context tells.
    let readers = EventReaders()
    private let supervisorReaders: EventReaders
    /// Where the events come from, which the functions in them keep alive; set when the context is there.
    let origin = WeakReference<Context>()

    /// - Parameters:
    ///   - context: the context's id.
    ///   - configuration: has the handlers. What no handler and no reader wants is dropped.
    ///   - supervisorReaders: those who read what all contexts tell.
    init(context: String, configuration: Supervisor.Configuration, supervisorReaders: EventReaders) {
        self.context = context
        self.configuration = configuration
        self.supervisorReaders = supervisorReaders
    }

    var isFull: Bool { state.withLock { $0.bytes >= Self.capacity } }

    /// Adds an event.
    ///
    /// - Parameters:
    ///   - worker: is ended by an event that is none.
    func append(_ event: WorkerEvent, from worker: WorkerProcess) {
        guard isWanted(event.kind) else { return }
        let begins = state.withLock { state in
            state.events.append(ToldEvent(event: event, worker: worker, queue: self))
            state.bytes += event.json.count
            defer { state.isDelivering = true }
            return !state.isDelivering
        }
        if begins { Task { await deliver() } }
    }

    /// Waits until everything that was appended before has been handled, and the readers have it.
    nonisolated(nonsending) func drain() async {
        guard state.withLock({ $0.isDelivering }) else { return }
        await withUnsafeContinuation { continuation in
            let isIdle = state.withLock { state in
                if state.isDelivering { state.waiters.append(continuation) }
                return !state.isDelivering
            }
            if isIdle { continuation.resume() }
        }
    }

    /// The worker is gone: nothing more is told.
    func finish() {
        let isIdle = state.withLock { state in
            state.isFinished = true
            return !state.isDelivering
        }
        if isIdle { readers.finish() }
    }

    private func deliver() async {
        while let told = next() {
            let event = told.event
            await handle(told)
            for channel in readers[event.kind] + supervisorReaders[event.kind] { await channel.send(told) }
            let hasRoom = state.withLock { state in
                let wasFull = state.bytes >= Self.capacity
                state.bytes -= event.json.count
                return wasFull && state.bytes < Self.capacity
            }
            if hasRoom { origin.load()?.processes.worker.advance() }
        }
    }

    private func isWanted(_ kind: WorkerEvent.Kind) -> Bool {
        let hasHandler =
            switch kind {
            case .console: configuration.console != nil
            case .unhandledRejection: configuration.unhandledRejection != nil
            case .hostCall: false
            }
        return hasHandler || !readers[kind].isEmpty || !supervisorReaders[kind].isEmpty
    }

    private func handle(_ told: ToldEvent) async {
        switch told.event.kind {
        case .console:
            guard let handler = configuration.console, let entry = told.consoleEntry() else { return }
            await handler(entry)
        case .unhandledRejection:
            guard let handler = configuration.unhandledRejection, let rejection = told.unhandledRejection() else {
                return
            }
            await handler(rejection)
        case .hostCall: break
        }
    }

    func decode(_ json: [UInt8]) throws(ValueError) -> Value {
        if let context = origin.load() { return try context.decode(json) }
        return try Value(json: json, limits: configuration.limits)
    }

    private func next() -> ToldEvent? {
        let (next, waiters, isOver) = state.withLock { state -> (ToldEvent?, [UnsafeContinuation<Void, Never>], Bool) in
            if let next = state.events.popFirst() { return (next, [], false) }
            state.isDelivering = false
            defer { state.waiters = [] }
            return (nil, state.waiters, state.isFinished)
        }
        if isOver { readers.finish() }
        for waiter in waiters { waiter.resume() }
        return next
    }
}
