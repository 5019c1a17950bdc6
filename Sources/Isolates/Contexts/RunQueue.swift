import DequeModule
import Synchronization

/// Lets one caller at a time into a context, in the order in which they came.
final class RunQueue: Sendable {
    private struct Waiter {
        let number: UInt64
        let continuation: UnsafeContinuation<VMError?, Never>
    }

    private struct State {
        var isTaken = false
        var waiters: Deque<Waiter> = []
        var nextNumber: UInt64 = 0
        var closed: VMError?
    }

    private let state = Mutex(State())
    private let room: WaitingRoom

    /// - Parameter room: for those who wait.
    init(_ room: WaitingRoom) {
        self.room = room
    }

    /// Waits for its turn. Whoever gets it gives it back by `release`.
    ///
    /// - Throws: `interrupted` where the task is cancelled meanwhile, or was before; `unavailable` where too many wait;
    ///   what `close` was given.
    nonisolated(nonsending) func acquire() async throws(VMError) {
        // Whoever gets in would have the context killed, though nothing was begun.
        if Task.isCancelled { throw VMError(.interrupted(.cancel)) }
        let number = try state.withLock { (state: inout State) throws(VMError) -> UInt64? in
            if let closed = state.closed { throw closed }
            if !state.isTaken {
                state.isTaken = true
                return nil
            }
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        guard let number else { return }
        try room.enter()
        defer { room.leave() }
        let error = await withTaskCancellationHandler {
            await withUnsafeContinuation { wait(number, $0) }
        } onCancel: {
            cancel(number)
        }
        if let error { throw error }
    }

    /// Gets a turn where nobody has one. Whoever gets it gives it back by `release`.
    func tryAcquire() -> Bool {
        state.withLock { state in
            guard !state.isTaken, state.closed == nil else { return false }
            state.isTaken = true
            return true
        }
    }

    /// Lets the next one in.
    func release() {
        let next = state.withLock { state in
            let next = state.waiters.popFirst()
            if next == nil { state.isTaken = false }
            return next
        }
        next?.continuation.resume(returning: nil)
    }

    /// Lets nobody in any more; those that wait get the error.
    func close(_ error: VMError) {
        let waiters = state.withLock { state in
            if state.closed == nil { state.closed = error }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: error) }
    }

    private func wait(_ number: UInt64, _ continuation: UnsafeContinuation<VMError?, Never>) {
        let answer = state.withLock { state -> VMError?? in
            if let closed = state.closed { return .some(closed) }
            // A cancellation that came before this found nobody to wake.
            if Task.isCancelled { return .some(VMError(.interrupted(.cancel))) }
            if !state.isTaken {
                state.isTaken = true
                return .some(nil)
            }
            state.waiters.append(Waiter(number: number, continuation: continuation))
            return nil
        }
        if let answer { continuation.resume(returning: answer) }
    }

    private func cancel(_ number: UInt64) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(returning: VMError(.interrupted(.cancel)))
    }
}
