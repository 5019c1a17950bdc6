import DequeModule
import Synchronization

/// Console entries between a worker, which may write without end, and a handler, which may be slow.
///
/// It holds a bounded amount: a worker whose queue is full is not read until the handler has caught up, so that the script waits in
/// its `console.log` (pipe(7)) and the supervisor's memory stays as it was.
final class ConsoleQueue: Sendable {
    /// Takes the entries, one after the other.
    typealias Handler = @Sendable (ConsoleEntry) async -> Void

    /// Bytes of encoded entries at which the queue is full.
    static let capacity = 1 << 20

    private struct State {
        var entries: Deque<[UInt8]> = []
        var bytes = 0
        var isDelivering = false
        var waiters: [UnsafeContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let handler: Handler?
    private let limits: ValueLimits

    /// - Parameter handler: gets the entries; without one they are dropped.
    init(limits: ValueLimits, handler: Handler?) {
        self.limits = limits
        self.handler = handler
    }

    var isFull: Bool { state.withLock { $0.bytes >= Self.capacity } }

    /// Adds an entry.
    ///
    /// - Parameters:
    ///   - worker: is read on when there is room again, and ended by an entry that is none.
    func append(_ json: [UInt8], from worker: WorkerProcess) {
        guard handler != nil else { return }
        let begins = state.withLock { state in
            state.entries.append(json)
            state.bytes += json.count
            defer { state.isDelivering = true }
            return !state.isDelivering
        }
        if begins { Task { await deliver(worker) } }
    }

    /// Waits until everything that was appended before has been handled.
    func drain() async {
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
        while let json = next() {
            do {
                await handler?(try ConsoleEntry(json: json, limits: limits))
            } catch {
                worker.end(.violation("a console entry that can't be read: \(error)"))
            }
            let hasRoom = state.withLock { state in
                let wasFull = state.bytes >= Self.capacity
                state.bytes -= json.count
                return wasFull && state.bytes < Self.capacity
            }
            if hasRoom { worker.advance() }
        }
    }

    private func next() -> [UInt8]? {
        let (next, waiters) = state.withLock { state -> ([UInt8]?, [UnsafeContinuation<Void, Never>]) in
            if let next = state.entries.popFirst() { return (next, []) }
            state.isDelivering = false
            defer { state.waiters = [] }
            return (nil, state.waiters)
        }
        for waiter in waiters { waiter.resume() }
        return next
    }
}
