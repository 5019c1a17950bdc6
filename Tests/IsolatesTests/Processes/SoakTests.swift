import Foundation
import Testing

/// The short version of `scripts/soak`.
@Suite(.timeLimit(.minutes(2))) struct SoakTests {
    struct Report: Decodable {
        let runs: Int
        let outcomes: [String: Int]
        let kills: Int
        let faults: [String]
    }

    @Test func randomKillsUnderLoad() async throws {
        let report: Report = try await TestHost.run("soak", "8")
        #expect(report.faults == [])
        #expect(report.kills > 0 && report.outcomes["done", default: 0] > 0, "\(report)")
    }
}
