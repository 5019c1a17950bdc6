import Isolates
import Synchronization

/// The calls of the client's functions that it has not answered.
final class ClientCalls: Sendable {
    private enum Stage {
        case sent
        case awaited(UnsafeContinuation<ClientAnswer, any Error>)
        case answered(ClientAnswer)
    }

    private struct Call {
        var stage = Stage.sent
        /// Is called as soon as the answer is there, so that what the client sends after it finds the context as it is then.
        let whenAnswered: @Sendable () -> Void
    }

    private struct State {
        var calls: [Int: Call] = [:]
        var lastID = 0
    }

    private let state = Mutex(State())

    /// A new call's id.
    func begin(whenAnswered: @escaping @Sendable () -> Void) -> Int {
        state.withLock { state in
            state.lastID += 1
            state.calls[state.lastID] = Call(whenAnswered: whenAnswered)
            return state.lastID
        }
    }

    func isOpen(_ id: Int) -> Bool {
        state.withLock { state in
            if case .answered? = state.calls[id]?.stage { return false }
            return state.calls[id] != nil
        }
    }

    /// Waits for the answer to a call that was sent.
    ///
    /// - Throws: `CancellationError` where nobody waits for it any more.
    func answer(to id: Int) async throws -> ClientAnswer {
        try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let answer = state.withLock { state -> Result<ClientAnswer, any Error>? in
                    switch state.calls[id]?.stage {
                    case .answered(let answer):
                        state.calls[id] = nil
                        return .success(answer)
                    case .sent:
                        state.calls[id]!.stage = .awaited(continuation)
                        return nil
                    case .awaited, nil: return .failure(CancellationError())
                    }
                }
                if let answer { continuation.resume(with: answer) }
            }
        } onCancel: {
            forget(id)
        }
    }

    /// Hands an answer on. One to a call that is over or never was is ignored.
    func settle(_ id: Int, _ answer: ClientAnswer) {
        let call = state.withLock { state -> Call? in
            guard let call = state.calls[id] else { return nil }
            switch call.stage {
            case .sent: state.calls[id]!.stage = .answered(answer)
            case .awaited: state.calls[id] = nil
            case .answered: return nil
            }
            return call
        }
        guard let call else { return }
        call.whenAnswered()
        if case .awaited(let continuation) = call.stage { continuation.resume(returning: answer) }
    }

    /// Nobody waits for the answer any more.
    func forget(_ id: Int) {
        let call = state.withLock { $0.calls.removeValue(forKey: id) }
        if case .awaited(let continuation) = call?.stage { continuation.resume(throwing: CancellationError()) }
    }
}
