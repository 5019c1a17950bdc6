import Workers

/// The console entries and unhandled rejections of a context, on their way from its worker, which may write without
/// end, to the program's handlers, which may be slow.
///
/// It holds a bounded amount: a worker whose queue is full is not read until the handlers have caught up, so that the
/// script waits in its `console.log` (pipe(7)) and the supervisor's memory stays as it was.
final class EventQueue: Sendable {
    /// Bytes of encoded events at which the queue is full.
    static let capacity = 1 << 20

    private let state = Lock(
        "events of a context", EventQueueState<QueuedEvent, UnsafeContinuation<Void, Never>>(capacity: capacity))
    private let handlers: EventHandlers
    private let limits: ValueLimits
    let context: String
    /// Those who read what this context tells.
    let readers = EventReaders()
    private let supervisorReaders: EventReaders
    /// Where the events come from, which the functions in them keep alive; set when the context is there.
    let origin = WeakReference<Context>()

    /// - Parameters:
    ///   - context: the context's id.
    ///   - handlers: the program's. What no handler and no reader wants is dropped.
    ///   - limits: of the values in the events.
    ///   - supervisorReaders: those who read what all contexts tell.
    init(context: String, handlers: EventHandlers, limits: ValueLimits, supervisorReaders: EventReaders) {
        self.context = context
        self.handlers = handlers
        self.limits = limits
        self.supervisorReaders = supervisorReaders
    }

    var isFull: Bool { state.withLock { $0.isFull } }

    /// Adds an event.
    ///
    /// - Parameter worker: is ended where the event can't be read.
    func append(_ event: WorkerEvent, from worker: WorkerProcess) {
        guard isWanted(event.kind) else { return }
        let queued = QueuedEvent(event: event, worker: worker, queue: self)
        let begins = state.withLock { $0.append(queued, size: event.json.count) }
        if begins { Task { await deliver() } }
    }

    /// Waits until everything that was appended before has been handled, and the readers have it.
    nonisolated(nonsending) func drain() async {
        await withUnsafeContinuation { continuation in
            let waits = state.withLock { $0.wait(continuation) }
            if !waits { continuation.resumeUnlocked(returning: ()) }
        }
    }

    /// The worker is gone: nothing more is told.
    func finish() {
        if state.withLock({ $0.finish() }) { readers.finish() }
    }

    private func deliver() async {
        while let queued = next() {
            let event = queued.event
            await handle(queued)
            for channel in readers[event.kind] + supervisorReaders[event.kind] { await channel.send(queued) }
            let hasRoom = state.withLock { $0.delivered(size: event.json.count) }
            if hasRoom { origin.load()?.processes.worker.resumeReading() }
        }
    }

    private func isWanted(_ kind: WorkerEvent.Kind) -> Bool {
        let hasHandler =
            switch kind {
            case .console: handlers.console != nil
            case .unhandledRejection: handlers.unhandledRejection != nil
            case .hostCall: false
            }
        return hasHandler || !readers[kind].isEmpty || !supervisorReaders[kind].isEmpty
    }

    private func handle(_ queued: QueuedEvent) async {
        switch queued.event.kind {
        case .console:
            guard let handler = handlers.console, let entry = queued.consoleEntry() else { return }
            await handler(entry)
        case .unhandledRejection:
            guard let handler = handlers.unhandledRejection, let rejection = queued.unhandledRejection() else {
                return
            }
            await handler(rejection)
        case .hostCall: break
        }
    }

    func decode(_ json: [UInt8]) throws(ValueError) -> Value {
        if let context = origin.load() { return try context.decode(json) }
        return try Value(json: json, limits: limits)
    }

    private func next() -> QueuedEvent? {
        switch state.withLock({ $0.next() }) {
        case .event(let queued): return queued
        case .none(let idle):
            if idle.finishes { readers.finish() }
            for waiter in idle.waiters { waiter.resumeUnlocked(returning: ()) }
            return nil
        }
    }
}
