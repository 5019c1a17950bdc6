import Isolates
import Testing

/// Answers of asynchronous host functions that come when no run waits for them.
@Suite(.supervised, .timeLimit(.minutes(1))) struct LateAnswerTests {
    /// The answer and then the rejection each set off a loop, which the limit of the last run stops.
    @Test func aContextSurvivesAnAnswerAndARejectionThatDoNotEnd() async throws {
        let gate = Gate()
        let supervisor = Supervisor.ofSuite
        let later = Value.function(
            "later", isAsync: true,
            call: { _ in
                await gate.wait()
                return .undefined
            })
        let context = try await supervisor.createContext(["later": later, "n": 1])
        let code = "later().then(() => { n = 2; for (;;); }, () => { n = 3; for (;;); }); n"
        #expect(try await supervisor.runInContext(code, context, timeout: .milliseconds(500), as: Int.self) == 1)
        gate.open()
        while context.statistics.rollbacks < 2, !context.isDisposed { try await Task.sleep(for: .milliseconds(10)) }
        #expect(context.reasonOfDisposal == nil)
        #expect(try await supervisor.runInContext("n", context, as: Int.self) == 1)
    }
}
