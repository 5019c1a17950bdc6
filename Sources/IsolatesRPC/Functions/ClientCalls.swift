import Isolates
import Synchronization

/// The calls of client functions that the client has not answered.
final class ClientCalls: Sendable {
    private enum Stage {
        case sent
        case awaited(UnsafeContinuation<ClientAnswer, any Error>)
        case answered(ClientAnswer)
    }

    private struct Call {
        var stage = Stage.sent
        /// The lane, host call and level that wait for the answer; nil if no such context is known.
        let waiting: (lane: Lane, call: HostCallScope, level: Lane.LevelNumber)?
        let takesWholeResult: Bool

        /// Ends the call's level, before any request is read that the client sends after its answer.
        func leave() {
            if let waiting { waiting.lane.end(waiting.call, on: waiting.level) }
        }
    }

    private struct State {
        var calls: [Int: Call] = [:]
        var lastID = 0
    }

    private let state = Mutex(State())

    /// Begins a call for the host call that the current task serves.
    ///
    /// - Parameters:
    ///   - lane: the lane of the calling context.
    ///   - isAsync: whether the script got a promise and does not wait.
    ///   - takesWholeResult: whether the answer's result is the value itself, not an object that holds it.
    /// - Returns: the id of the request.
    func begin(on lane: Lane?, isAsync: Bool, takesWholeResult: Bool) -> Int {
        var waiting: (Lane, HostCallScope, Lane.LevelNumber)?
        if let lane, let call = HostCallScope.current { waiting = (lane, call, lane.begin(call, isAsync: isAsync)) }
        return state.withLock { state in
            state.lastID += 1
            state.calls[state.lastID] = Call(waiting: waiting, takesWholeResult: takesWholeResult)
            return state.lastID
        }
    }

    /// Whether a call is still unanswered.
    func isOpen(_ id: Int) -> Bool {
        state.withLock { state in
            if case .answered? = state.calls[id]?.stage { return false }
            return state.calls[id] != nil
        }
    }

    /// Whether the result of a call's answer is the value itself.
    func takesWholeResult(_ id: Int) -> Bool {
        state.withLock { $0.calls[id]?.takesWholeResult ?? false }
    }

    /// Waits for the answer to a call that was sent.
    ///
    /// - Throws: `CancellationError` if the task is cancelled, the call was forgotten, or another task waits for it.
    func answer(to id: Int) async throws -> ClientAnswer {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let answer = state.withLock { state -> Result<ClientAnswer, any Error>? in
                    switch state.calls[id]?.stage {
                    case .sent:
                        state.calls[id]!.stage = .awaited(continuation)
                        return nil
                    case .answered(let answer): return .success(answer)
                    case .awaited, nil: return .failure(CancellationError())
                    }
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            forget(id)
        }
    }

    /// Delivers an answer. Answers to calls that are over or unknown are ignored.
    func settle(_ id: Int, _ answer: ClientAnswer) {
        let call = state.withLock { state -> Call? in
            guard let call = state.calls[id] else { return nil }
            if case .answered = call.stage { return nil }
            state.calls[id]!.stage = .answered(answer)
            return call
        }
        guard let call else { return }
        call.leave()
        if case .awaited(let continuation) = call.stage { continuation.resume(returning: answer) }
    }

    /// Ends all calls, because the client is gone.
    func forgetAll() {
        for id in state.withLock({ Array($0.calls.keys) }) { forget(id) }
    }

    /// Ends a call: nobody waits for its answer any more.
    func forget(_ id: Int) {
        guard let call = state.withLock({ $0.calls.removeValue(forKey: id) }) else { return }
        switch call.stage {
        case .sent: call.leave()
        case .awaited(let continuation):
            call.leave()
            continuation.resume(throwing: CancellationError())
        case .answered: break
        }
    }
}
