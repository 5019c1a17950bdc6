import Testing

/// Real SIGINTs, in a process of their own.
@Suite struct SigintTests {
    private struct Report: Decodable {
        let asked: [String]
        let unasked: String
        let firedDuring: Int
        let firedAfter: Int
    }

    @Test(.timeLimit(.minutes(2))) func endsTheRunsThatAskedAndSparesTheProgramsHandler() async throws {
        let report = try await TestHost.run("sigint", "3", as: Report.self)
        #expect(report.asked == Array(repeating: "interrupted sigint", count: 6))
        #expect(report.unasked == "done")
        #expect(report.firedDuring == 0)
        #expect(report.firedAfter == 1)
    }

    @Test(.timeLimit(.minutes(2))) func endsTheRunsBesideADispatchSource() async throws {
        let report = try await TestHost.run("sigint-dispatch", "8", as: Report.self)
        #expect(report.asked == Array(repeating: "interrupted sigint", count: 16))
        #expect(report.unasked == "done")
        #expect(report.firedDuring == 0)
        #expect(report.firedAfter == 1)
    }
}
