import Foundation
import Testing

/// Ordinary use, in numbers, in a program of its own, which it must neither end nor freeze. The long forms are those of
/// `scripts/soak`.
@Suite(.timeLimit(.minutes(3))) struct StormTests {
    struct Drops: Decodable {
        let contexts: Int
        let faults: [String]
        let unanswered: [String]
        let left: [String]
    }

    @Test func contextsDroppedWhenTheirCheckpointIsDue() async throws {
        let report: Drops = try await TestHost.run("drops", "3000")
        #expect(report.unanswered == [])
        #expect(report.faults == [])
        #expect(report.contexts == 3_000)
        #expect(report.left == [])
    }

    struct MassTimeout: Decodable {
        let outcomes: [String: Int]
        let unanswered: [String]
        let left: [String]
    }

    @Test(arguments: ["rollback", "discard"]) func timeoutsInTheSameInstant(recovery: String) async throws {
        let report: MassTimeout = try await TestHost.run("mass-timeout", "360", recovery)
        #expect(report.unanswered == [])
        #expect(report.outcomes == [recovery == "discard" ? "timeout" : "timeout, rolled back": 360])
        #expect(report.left == [])
    }

    struct KilledContinuations: Decodable {
        let rounds: Int
        let outcomes: [String: Int]
        let faults: [String]
        let unanswered: [String]
    }

    @Test func cancellationsNearATimeout() async throws {
        let report: KilledContinuations = try await TestHost.run("cancel-near-timeout", "100")
        #expect(report.unanswered == [])
        #expect(report.faults == [])
        #expect(report.outcomes["timeout"] != nil && report.outcomes["interrupted"] != nil, "\(report.outcomes)")
        #expect(report.rounds == 100)
    }

    @Test func endlessContinuationsOfAsynchronousCalls() async throws {
        let report: KilledContinuations = try await TestHost.run("endless-continuations", "50")
        #expect(report.unanswered == [])
        #expect(report.faults == [])
        #expect(report.outcomes == ["timeout": 50])
    }

    struct FewDescriptors: Decodable {
        let alive: Int
        let refusals: [String]
        let lost: [String]
        let afterwards: String
        let unanswered: [String]
        let left: [String]
    }

    /// RLIMIT_NOFILE: what there is no descriptor for is refused, and costs no other context anything.
    @Test(arguments: [1_024, 256, 64]) func tooFewDescriptors(limit: Int) async throws {
        let report: FewDescriptors = try await TestHost.run("few-descriptors", "\(limit)")
        #expect(report.unanswered == [])
        #expect(report.alive >= limit / 20)
        let unclear = report.refusals.filter { !$0.hasPrefix("unavailable") || !$0.contains("RLIMIT_NOFILE") }
        #expect(!report.refusals.isEmpty && unclear == [])
        #expect(report.lost == [])
        #expect(report.afterwards == "42")
        #expect(report.left == [])
    }

    struct InheritedDescriptors: Decodable {
        let found: [String]
        let children: Int
    }

    /// A child of the program's own, by posix_spawn(3), has nothing of the library's.
    @Test func childrenInheritNothing() async throws {
        let report: InheritedDescriptors = try await TestHost.run("inherited-descriptors", "40")
        #expect(report.found == [])
        #expect(report.children > 5)
    }
}
