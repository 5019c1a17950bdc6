import Synchronization
import Wire

/// The answer of a host call whose script went on meanwhile. It comes at any time, a run's included, and would be lost
/// with that run.
final class LateAnswer: Sendable {
    let call: Int
    let answer: HostAnswer
    private let isOver = Atomic<Bool>(false)

    init(_ answer: HostAnswer, to call: Int) {
        self.answer = answer
        self.call = call
    }

    /// Whether the worker has dealt with all that the answer set off.
    var isHandled: Bool { isOver.load(ordering: .acquiring) }

    func markHandled() {
        isOver.store(true, ordering: .releasing)
    }

    /// The same call, as one that failed.
    func failed(_ message: String) -> LateAnswer {
        LateAnswer(.failed(message: message), to: call)
    }
}
