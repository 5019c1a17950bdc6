import Foundation
import Testing

/// What the machine allows is used up, in a program of its own.
@Suite(.timeLimit(.minutes(2))) struct MachineLimitTests {
    struct Report: Decodable {
        let alive: Int
        let codes: [String]
        let message: String
        let answers: [Int]
        let afterwards: Int?
        let afterwardsMessage: String
        let processesAfterwards: Int
    }

    /// RLIMIT_NOFILE: pipes can't be made any more.
    @Test func noDescriptorsLeft() async throws {
        let report: Report = try await TestHost.run("descriptor-limit")
        #expect(report.alive > 5)
        #expect(report.codes == ["unavailable", "unavailable"])
        #expect(report.message.contains("Too many open files"), "\(report.message)")
        #expect(report.answers == Array(0..<report.alive), "the contexts that live work on")
        #expect(report.afterwards == 42, "\(report.afterwardsMessage)")
        #expect(report.processesAfterwards == 0)
    }

    /// RLIMIT_NPROC: no worker can be forked any more. The superuser has no such limit, so the host becomes somebody
    /// else first. Some contexts get a worker that was forked ahead, whose fork has failed or is about to, so it is
    /// tried repeatedly.
    @Test(arguments: 1...8) func noProcessesLeft(attempt: Int) async throws {
        let report: Report = try await TestHost.run("process-limit")
        #expect(report.alive > 5)
        #expect(report.codes == ["unavailable", "unavailable"])
        #expect(report.message.contains("Resource temporarily unavailable"), "\(report.message)")
        #expect(report.answers == Array(0..<report.alive), "the contexts that live work on")
        #expect(report.afterwards == 42, "\(report.afterwardsMessage)")
        #expect(report.processesAfterwards == 0)
    }
}
