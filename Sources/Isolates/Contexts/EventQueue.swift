import DequeModule
import Synchronization

/// What a context tells without being asked, console entries and unhandled rejections, between its worker, which may write without
/// end, and the program's handlers, which may be slow.
///
/// It holds a bounded amount: a worker whose queue is full is not read until the handlers have caught up, so that the script waits in
/// its `console.log` (pipe(7)) and the supervisor's memory stays as it was.
final class EventQueue: Sendable {
    /// Bytes of encoded events at which the queue is full.
    static let capacity = 1 << 20

    private struct State {
        var events: Deque<WorkerEvent> = []
        var bytes = 0
        var isDelivering = false
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let configuration: Supervisor.Configuration
    private let context: String
    /// Where the events come from, which the functions in them keep alive; set when the context is there.
    let origin = WeakReference<Context>()

    /// - Parameters:
    ///   - context: the context's id.
    ///   - configuration: has the handlers; what has none is dropped.
    init(context: String, configuration: Supervisor.Configuration) {
        self.context = context
        self.configuration = configuration
    }

    var isFull: Bool { state.withLock { $0.bytes >= Self.capacity } }

    /// Adds an event.
    ///
    /// - Parameters:
    ///   - worker: is read on when there is room again, and ended by an event that is none.
    func append(_ event: WorkerEvent, from worker: WorkerProcess) {
        guard isHandled(event.kind) else { return }
        let begins = state.withLock { state in
            state.events.append(event)
            state.bytes += event.json.count
            defer { state.isDelivering = true }
            return !state.isDelivering
        }
        if begins { Task { await deliver(worker) } }
    }

    /// Waits until everything that was appended before has been handled.
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

    private func deliver(_ worker: WorkerProcess) async {
        while let event = next() {
            do {
                try await handle(event)
            } catch {
                worker.end(.violation("an event that can't be read: \(error)"))
            }
            let hasRoom = state.withLock { state in
                let wasFull = state.bytes >= Self.capacity
                state.bytes -= event.json.count
                return wasFull && state.bytes < Self.capacity
            }
            if hasRoom { worker.advance() }
        }
    }

    private func isHandled(_ kind: WorkerEvent.Kind) -> Bool {
        switch kind {
        case .console: configuration.console != nil
        case .unhandledRejection: configuration.unhandledRejection != nil
        case .hostCall: false
        }
    }

    private func handle(_ event: WorkerEvent) async throws {
        switch event.kind {
        case .console:
            await configuration.console?(try ConsoleEntry(json: event.json, context: context, decode: decode))
        case .unhandledRejection:
            let rejection = try UnhandledRejection(json: event.json, context: context, decode: decode)
            await configuration.unhandledRejection?(rejection)
        case .hostCall: break
        }
    }

    private func decode(_ json: [UInt8]) throws(ValueError) -> Value {
        if let context = origin.load() { return try context.decode(json) }
        return try Value(json: json, limits: configuration.limits)
    }

    private func next() -> WorkerEvent? {
        let (next, waiters) = state.withLock { state -> (WorkerEvent?, [UnsafeContinuation<Void, Never>]) in
            if let next = state.events.popFirst() { return (next, []) }
            state.isDelivering = false
            defer { state.waiters = [] }
            return (nil, state.waiters)
        }
        for waiter in waiters { waiter.resume() }
        return next
    }
}
