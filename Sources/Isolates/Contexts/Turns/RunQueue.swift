import Workers

/// Lets one caller at a time into a context, in the order in which they came.
final class RunQueue: Sendable {
    /// What became of one who waited.
    enum Outcome: Sendable {
        case hasTurn
        /// It has no turn, but the run under way waits for what it brings.
        case isAwaited
        case refused(VMError)
    }

    private typealias Waiter = UnsafeContinuation<Outcome, Never>

    private struct State: Sendable {
        var turns = TurnQueue<Waiter>()
        /// Why nobody gets a turn any more.
        var closed: VMError?
        /// Whether the run that has the turn waits for promises.
        var awaitsPromises = false
        /// Tickets of those who bring answers to promises.
        var answers: Set<TurnQueue<Waiter>.Ticket> = []
    }

    private let state = Lock("turns of a context", State())
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
        if Task.isCancelled { throw VMError.cancelledBeforeItBegan }
        let ticket = try state.withLock { (state) throws(VMError) -> UInt64? in
            if let closed = state.closed { throw closed }
            return state.turns.tryTake() ? nil : state.turns.ask()
        }
        guard let ticket else { return }
        try room.enter()
        defer { room.leave() }
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { wait(ticket, $0) }
        } onCancel: {
            let waiter = state.withLock { $0.turns.cancel(ticket) }
            waiter?.resumeUnlocked(returning: .refused(.cancelledBeforeItBegan))
        }
        state.withLock { $0.turns.forget(ticket) }
        if case .refused(let error) = outcome { throw error }
    }

    /// As `acquire`, for one who brings the answer to a promise. It waits whatever becomes of its task, and has to go
    /// on without a turn where the run that has it waits for promises.
    nonisolated(nonsending) func acquireForAnswer() async -> Outcome {
        let (outcome, ticket) = state.withLock { state -> (Outcome?, UInt64) in
            if let closed = state.closed { return (.refused(closed), 0) }
            if state.turns.tryTake() { return (.hasTurn, 0) }
            if state.awaitsPromises { return (.isAwaited, 0) }
            let ticket = state.turns.ask()
            state.answers.insert(ticket)
            return (nil, ticket)
        }
        if let outcome { return outcome }
        let final = await withUnsafeContinuation { wait(ticket, $0) }
        state.withLock { state in
            state.turns.forget(ticket)
            state.answers.remove(ticket)
        }
        return final
    }

    /// The run that has the turn waits for promises: answers to them come without a turn until it is released.
    func awaitPromises() {
        let waiters = state.withLock { state in
            state.awaitsPromises = true
            defer { state.answers = [] }
            return state.answers.compactMap { state.turns.cancel($0) }
        }
        for waiter in waiters { waiter.resumeUnlocked(returning: .isAwaited) }
    }

    private func wait(_ ticket: UInt64, _ waiter: Waiter) {
        let (outcome, closed, awaitsPromises) = state.withLock { state in
            (state.turns.wait(ticket, waiter), state.closed, state.awaitsPromises)
        }
        switch outcome {
        case .waits: break
        case .hasTurn: waiter.resumeUnlocked(returning: .hasTurn)
        case .cancelled:
            waiter.resumeUnlocked(returning: awaitsPromises ? .isAwaited : .refused(.cancelledBeforeItBegan))
        case .closed: waiter.resumeUnlocked(returning: .refused(closed ?? .cancelledBeforeItBegan))
        }
    }

    /// Gets a turn where nobody has one. Whoever gets it gives it back by `release`.
    func tryAcquire() -> Bool {
        state.withLock { $0.turns.tryTake() }
    }

    /// Lets the next one in.
    func release() {
        let next = state.withLock { state in
            state.awaitsPromises = false
            return state.turns.release()
        }
        next?.resumeUnlocked(returning: .hasTurn)
    }

    /// Lets nobody in any more; those that wait get the error.
    func close(_ error: VMError) {
        let waiters = state.withLock { state in
            if state.closed == nil { state.closed = error }
            return state.turns.close()
        }
        for waiter in waiters { waiter.resumeUnlocked(returning: .refused(error)) }
    }
}
