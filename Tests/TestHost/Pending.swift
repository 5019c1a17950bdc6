import Foundation
import Workers

/// A thread of its own watches them: if the library hangs, Swift's threads may hang with it.
final class Pending: Sendable {
    private struct Question {
        let text: String
        let start: ContinuousClock.Instant
    }

    private struct State {
        var questions: [Int: Question] = [:]
        var lastNumber = 0
    }

    private let state = Lock("pending", State())

    /// - Parameters:
    ///   - patience: how long an answer may take.
    ///   - didHang: called with descriptions of all unanswered requests once one of them takes longer; ends the
    ///     program.
    init(patience: Duration, didHang: @escaping @Sendable (_ unanswered: [String]) -> Never) {
        Thread.detachNewThread { [self] in
            while true {
                usleep(200_000)
                let unanswered = questions(olderThan: patience)
                if !unanswered.isEmpty { didHang(unanswered) }
            }
        }
    }

    /// Awaits an answer.
    func ask<Answer, Failure: Error>(
        _ question: String, _ body: () async throws(Failure) -> Answer
    ) async throws(Failure) -> Answer {
        let number = state.withLock { state in
            state.lastNumber += 1
            state.questions[state.lastNumber] = Question(text: question, start: .now)
            return state.lastNumber
        }
        defer { state.withLock { $0.questions[number] = nil } }
        return try await body()
    }

    private func questions(olderThan patience: Duration) -> [String] {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard state.questions.values.contains(where: { now - $0.start > patience }) else { return [] }
            return state.questions.values.map { "\($0.text), for \(now - $0.start)" }.sorted()
        }
    }
}
