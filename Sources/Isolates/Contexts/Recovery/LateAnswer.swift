import Synchronization
import Wire

/// The answer to an asynchronous host call, whose script got a promise and went on. The answer may arrive at any time,
/// also during a run. If that run is undone, the answer would be lost with it.
final class LateAnswer: Sendable {
    let call: Int
    let answer: HostAnswer
    private let isOver = Atomic<Bool>(false)

    init(_ answer: HostAnswer, to call: Int) {
        self.answer = answer
        self.call = call
    }

    /// Whether the worker has completed everything that the answer set off.
    var isHandled: Bool { isOver.load(ordering: .acquiring) }

    func markHandled() {
        isOver.store(true, ordering: .releasing)
    }

    /// A failure as the answer to the same call.
    func failed(_ message: String) -> LateAnswer {
        LateAnswer(.failed(message: message), to: call)
    }
}
