import Workers

/// Gives callers their turn in a context, one at a time and in the order in which they came.
final class RunQueue: Sendable {
    /// The end of a caller's wait.
    enum Outcome: Sendable {
        case hasTurn
        /// The caller has no turn, but goes ahead, because the present run waits for it.
        case isAwaited
        case refused(VMError)
    }

    private typealias Waiter = UnsafeContinuation<Outcome, Never>

    private struct State: Sendable {
        var turns = TurnQueue<Waiter>()
        /// The error after `close`, when no more turns are given.
        var closed: VMError?
        /// How many runs wait for promises: the one that has the turn, and those that are served within it.
        var awaiting = 0
        /// Tickets of callers that bring answers to promises.
        var answers: Set<TurnQueue<Waiter>.Ticket> = []
        /// Those of them that a run began to wait for before they waited themselves.
        var awaited: Set<TurnQueue<Waiter>.Ticket> = []

        mutating func ask(isAnswer: Bool) -> TurnQueue<Waiter>.Ticket {
            let ticket = turns.ask()
            if isAnswer { answers.insert(ticket) }
            return ticket
        }

        mutating func forget(_ ticket: TurnQueue<Waiter>.Ticket) {
            turns.forget(ticket)
            answers.remove(ticket)
            awaited.remove(ticket)
        }
    }

    private let state = Lock("turns of a context", State())
    private let room: WaitingRoom

    /// - Parameter room: counts the waiting callers.
    init(_ room: WaitingRoom) {
        self.room = room
    }

    /// Waits for the caller's turn. The caller gives the turn back with `release`.
    ///
    /// - Throws: `interrupted` if the task is or was cancelled; `unavailable` if too many callers wait; the error that
    ///   was passed to `close`.
    nonisolated(nonsending) func acquire() async throws(VMError) {
        _ = try await acquire(isAnswer: false)
    }

    /// As `acquire`, for a request that a promise may depend on: if the run that has the turn waits for promises, the
    /// caller goes on without a turn.
    ///
    /// - Returns: whether the caller has the turn.
    nonisolated(nonsending) func acquireForPromise() async throws(VMError) -> Bool {
        try await acquire(isAnswer: true)
    }

    nonisolated(nonsending) private func acquire(isAnswer: Bool) async throws(VMError) -> Bool {
        // With its turn, a cancelled caller would kill the context although nothing has begun.
        if Task.isCancelled { throw VMError.cancelledBeforeItBegan }
        let outcome: Outcome
        switch ask(isAnswer: isAnswer) {
        case .known(let known): outcome = known
        case .waits(let ticket):
            defer { state.withLock { $0.forget(ticket) } }
            try room.enter()
            defer { room.leave() }
            outcome = await withTaskCancellationHandler {
                await withUnsafeContinuation { wait(ticket, $0) }
            } onCancel: {
                let waiter = state.withLock { $0.turns.cancel(ticket) }
                waiter?.resumeUnlocked(returning: .refused(.cancelledBeforeItBegan))
            }
        }
        switch outcome {
        case .hasTurn: return true
        case .isAwaited: return false
        case .refused(let error): throw error
        }
    }

    /// As `acquireForPromise`, for a caller that brings the answer to a promise. It waits even if its task is
    /// cancelled, and however many others wait.
    func acquireForAnswer() async -> Outcome {
        switch ask(isAnswer: true) {
        case .known(let outcome): return outcome
        case .waits(let ticket):
            defer { state.withLock { $0.forget(ticket) } }
            return await withUnsafeContinuation { wait(ticket, $0) }
        }
    }

    /// What a caller learns when it asks for a turn.
    private enum Reply: Sendable {
        case known(Outcome)
        case waits(TurnQueue<Waiter>.Ticket)
    }

    private func ask(isAnswer: Bool) -> Reply {
        state.withLock { state in
            if let closed = state.closed { return .known(.refused(closed)) }
            if state.turns.tryTake() { return .known(.hasTurn) }
            if isAnswer, state.awaiting > 0 { return .known(.isAwaited) }
            return .waits(state.ask(isAnswer: isAnswer))
        }
    }

    /// The run that has the turn, or a run served within it, begins to wait for promises. Until `endAwaiting`, callers
    /// that bring answers need no turn.
    func awaitPromises() {
        let waiters = state.withLock { state in
            state.awaiting += 1
            defer { state.answers = [] }
            return state.answers.compactMap { ticket in
                let waiter = state.turns.cancel(ticket)
                if waiter == nil { state.awaited.insert(ticket) }
                return waiter
            }
        }
        for waiter in waiters { waiter.resumeUnlocked(returning: .isAwaited) }
    }

    func endAwaiting() {
        state.withLock { $0.awaiting -= 1 }
    }

    private func wait(_ ticket: UInt64, _ waiter: Waiter) {
        let (outcome, closed, isAwaited) = state.withLock { state in
            (state.turns.wait(ticket, waiter), state.closed, state.awaited.contains(ticket))
        }
        switch outcome {
        case .waits: break
        case .hasTurn: waiter.resumeUnlocked(returning: .hasTurn)
        case .cancelled:
            waiter.resumeUnlocked(returning: isAwaited ? .isAwaited : .refused(.cancelledBeforeItBegan))
        case .closed: waiter.resumeUnlocked(returning: .refused(closed ?? .cancelledBeforeItBegan))
        }
    }

    /// Takes the turn if it is free. The caller then gives it back with `release`.
    func tryAcquire() -> Bool {
        state.withLock { $0.turns.tryTake() }
    }

    /// Gives the turn to the next caller.
    func release() {
        let next = state.withLock { $0.turns.release() }
        next?.resumeUnlocked(returning: .hasTurn)
    }

    /// Gives no more turns. Waiting and later callers get the error.
    func close(_ error: VMError) {
        let waiters = state.withLock { state in
            if state.closed == nil { state.closed = error }
            return state.turns.close()
        }
        for waiter in waiters { waiter.resumeUnlocked(returning: .refused(error)) }
    }
}
