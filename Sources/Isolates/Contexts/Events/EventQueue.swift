import Workers

/// The console entries and unhandled rejections of a context, on their way from its worker, which may write endlessly,
/// to the program's handlers and readers, which may be slow.
///
/// The queue is bounded: while it is full, the worker's pipe is not read, so that the script waits in its `console.log`
/// (pipe(7)) and the supervisor's memory does not grow.
final class EventQueue: Sendable {
    /// Bytes of encoded events at which the queue is full.
    static let capacity = 1 << 20

    private let state = Lock(
        "events of a context", EventQueueState<QueuedEvent, UnsafeContinuation<Void, Never>>(capacity: capacity))
    private let handlers: EventHandlers
    private let limits: ValueLimits
    let context: String
    /// The readers of this context's events.
    let readers = EventReaders()
    private let supervisorReaders: EventReaders
    /// The context that sends the events; functions in the events keep it alive. Set when the context exists.
    let origin = WeakReference<Context>()

    /// - Parameters:
    ///   - context: the context's id.
    ///   - handlers: the program's handlers. Events without a handler or a reader are dropped.
    ///   - limits: the limits on values in the events.
    ///   - supervisorReaders: the readers of the events of all contexts.
    init(context: String, handlers: EventHandlers, limits: ValueLimits, supervisorReaders: EventReaders) {
        self.context = context
        self.handlers = handlers
        self.limits = limits
        self.supervisorReaders = supervisorReaders
    }

    var isFull: Bool { state.withLock { $0.isFull } }

    /// Adds an event.
    ///
    /// - Parameter worker: the sender, which is ended if the event can't be read.
    func append(_ event: WorkerEvent, from worker: WorkerProcess) {
        guard isWanted(event.kind) else { return }
        let queued = QueuedEvent(event: event, worker: worker, queue: self)
        let begins = state.withLock { $0.append(queued, size: event.json.count) }
        if begins { Task { await deliver() } }
    }

    /// Waits until all events that were appended before have been handled and passed to the readers.
    nonisolated(nonsending) func drain() async {
        await withUnsafeContinuation { continuation in
            let waits = state.withLock { $0.wait(continuation) }
            if !waits { continuation.resumeUnlocked(returning: ()) }
        }
    }

    /// The worker is gone: no more events come.
    func finish() {
        if state.withLock({ $0.finish() }) { readers.finish() }
    }

    private func deliver() async {
        while let queued = next() {
            let event = queued.event
            await handle(queued)
            for channel in readers[event.kind] + supervisorReaders[event.kind] { await channel.send(queued) }
            let delivered = state.withLock { $0.delivered(size: event.json.count) }
            if delivered.isLast { handlers.consolePause?(context) }
            if delivered.makesRoom { origin.load()?.processes.worker.resumeReading() }
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
