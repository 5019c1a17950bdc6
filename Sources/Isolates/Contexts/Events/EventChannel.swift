import DequeModule
import Synchronization
import Workers

/// The queue between the contexts that send events and one reader, which may be slow.
final class EventChannel: Sendable {
    /// Bytes of encoded events at which the channel is full and senders wait.
    static let capacity = 1 << 20

    private struct Receiver: Sendable {
        let number: Int
        let continuation: UnsafeContinuation<QueuedEvent?, Never>
    }

    private struct State: Sendable {
        var events: Deque<QueuedEvent> = []
        var bytes = 0
        var senders: [UnsafeContinuation<Void, Never>] = []
        var receivers: Deque<Receiver> = []
        var lastReceiver = 0
        /// No more events come.
        var isFinished = false
        /// The reader is gone.
        var isClosed = false

        var hasRoom: Bool { isClosed || isFinished || bytes < EventChannel.capacity }

        mutating func takeSenders() -> [UnsafeContinuation<Void, Never>] {
            guard hasRoom else { return [] }
            defer { senders = [] }
            return senders
        }
    }

    private let state = Lock("events of a reader", State())
    private let closed = Atomic<Bool>(false)

    /// Whether the reader is gone.
    var isClosed: Bool { closed.load(ordering: .relaxed) }

    /// Adds an event, and waits while the channel is full.
    func send(_ event: QueuedEvent) async {
        let receiver = state.withLock { state -> Receiver? in
            guard !state.isClosed, !state.isFinished else { return nil }
            if let receiver = state.receivers.popFirst() { return receiver }
            state.events.append(event)
            state.bytes += event.event.json.count
            return nil
        }
        if let receiver { return receiver.continuation.resumeUnlocked(returning: event) }
        guard !state.withLock({ $0.hasRoom }) else { return }
        await withUnsafeContinuation { continuation in
            let ready = state.withLock { state in
                state.senders.append(continuation)
                return state.takeSenders()
            }
            for sender in ready { sender.resumeUnlocked(returning: ()) }
        }
    }

    /// Waits for the next event; nil at the end, or if the task is cancelled.
    nonisolated(nonsending) func next() async -> QueuedEvent? {
        let number = state.withLock { state in
            state.lastReceiver += 1
            return state.lastReceiver
        }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { wait(Receiver(number: number, continuation: $0)) }
        } onCancel: {
            let receiver = state.withLock { state in
                state.receivers.firstIndex { $0.number == number }.map { state.receivers.remove(at: $0) }
            }
            receiver?.continuation.resumeUnlocked(returning: nil)
        }
    }

    private func wait(_ receiver: Receiver) {
        let (answer, senders) = state.withLock { state -> (QueuedEvent??, [UnsafeContinuation<Void, Never>]) in
            // A cancellation that came earlier found no receiver to wake.
            if Task.isCancelled { return (.some(nil), []) }
            if let event = state.events.popFirst() {
                state.bytes -= event.event.json.count
                return (.some(event), state.takeSenders())
            }
            if state.isFinished { return (.some(nil), []) }
            state.receivers.append(receiver)
            return (nil, [])
        }
        if let answer { receiver.continuation.resumeUnlocked(returning: answer) }
        for sender in senders { sender.resumeUnlocked(returning: ()) }
    }

    /// No more events come. Queued events can still be read.
    func finish() {
        let (receivers, senders) = state.withLock { state in
            state.isFinished = true
            defer { state.receivers = [] }
            return (state.receivers, state.takeSenders())
        }
        for receiver in receivers { receiver.continuation.resumeUnlocked(returning: nil) }
        for sender in senders { sender.resumeUnlocked(returning: ()) }
    }

    /// The reader is gone: drops the queued events and lets all senders go on.
    func close() {
        closed.store(true, ordering: .relaxed)
        let (events, senders) = state.withLock { state in
            state.isClosed = true
            defer { state.events = [] }
            return (state.events, state.takeSenders())
        }
        for sender in senders { sender.resumeUnlocked(returning: ()) }
        // Released outside the lock: the events may hold the last references to objects with a `deinit`.
        _ = consume events
    }
}
