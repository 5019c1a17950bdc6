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
        /// How many runs wait for promises: the one that has the turn, and those in its midst.
        var awaiting = 0
        /// Tickets of those who bring answers to promises.
        var answers: Set<TurnQueue<Waiter>.Ticket> = []
        /// Those of them whom a run began to wait for before they waited themselves.
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

    /// - Parameter room: for those who wait.
    init(_ room: WaitingRoom) {
        self.room = room
    }

    /// Waits for its turn. Whoever gets it gives it back by `release`.
    ///
    /// - Throws: `interrupted` where the task is cancelled meanwhile, or was before; `unavailable` where too many wait;
    ///   what `close` was given.
    nonisolated(nonsending) func acquire() async throws(VMError) {
        _ = try await acquire(isAnswer: false)
    }

    /// As `acquire`, for what a promise may wait for: where the run that has the turn waits for promises, it goes on
    /// without one.
    ///
    /// - Returns: whether it has the turn.
    nonisolated(nonsending) func acquireForPromise() async throws(VMError) -> Bool {
        try await acquire(isAnswer: true)
    }

    nonisolated(nonsending) private func acquire(isAnswer: Bool) async throws(VMError) -> Bool {
        // Whoever gets in would have the context killed, though nothing was begun.
        if Task.isCancelled { throw VMError.cancelledBeforeItBegan }
        let (hasTurn, ticket) = try state.withLock { (state) throws(VMError) -> (Bool?, UInt64) in
            if let closed = state.closed { throw closed }
            if state.turns.tryTake() { return (true, 0) }
            if isAnswer, state.awaiting > 0 { return (false, 0) }
            return (nil, state.ask(isAnswer: isAnswer))
        }
        if let hasTurn { return hasTurn }
        defer { state.withLock { $0.forget(ticket) } }
        try room.enter()
        defer { room.leave() }
        let outcome = await withTaskCancellationHandler {
            await withUnsafeContinuation { wait(ticket, $0) }
        } onCancel: {
            let waiter = state.withLock { $0.turns.cancel(ticket) }
            waiter?.resumeUnlocked(returning: .refused(.cancelledBeforeItBegan))
        }
        switch outcome {
        case .hasTurn: return true
        case .isAwaited: return false
        case .refused(let error): throw error
        }
    }

    /// As `acquire`, for one who brings the answer to a promise. It waits whatever becomes of its task, and has to go
    /// on without a turn where the run that has it waits for promises.
    nonisolated(nonsending) func acquireForAnswer() async -> Outcome {
        let (outcome, ticket) = state.withLock { state -> (Outcome?, UInt64) in
            if let closed = state.closed { return (.refused(closed), 0) }
            if state.turns.tryTake() { return (.hasTurn, 0) }
            if state.awaiting > 0 { return (.isAwaited, 0) }
            return (nil, state.ask(isAnswer: true))
        }
        if let outcome { return outcome }
        let final = await withUnsafeContinuation { wait(ticket, $0) }
        state.withLock { $0.forget(ticket) }
        return final
    }

    /// The run that has the turn waits for promises, or one in its midst does: answers to them come without a turn
    /// until `endAwaiting`.
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

    /// Gets a turn where nobody has one. Whoever gets it gives it back by `release`.
    func tryAcquire() -> Bool {
        state.withLock { $0.turns.tryTake() }
    }

    /// Lets the next one in.
    func release() {
        let next = state.withLock { $0.turns.release() }
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
