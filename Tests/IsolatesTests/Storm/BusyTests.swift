import Foundation
import Isolates
import Testing

/// What counts towards a run's timeout, and what becomes of contexts where the machine has too little time for all.
@Suite(.timeLimit(.minutes(3))) struct BusyTests {
    struct Stopped: Decodable {
        let outcomes: [String: Int]
        let unanswered: [String]
    }

    /// SIGSTOP: a run that was over in time is no timeout because this program had no turn to see it.
    @Test func aSupervisorThatWasStopped() async throws {
        let report: Stopped = try await TestHost.run("stopped", "3")
        #expect(report.unanswered == [])
        #expect(report.outcomes == ["a result": 3, "n": 3])
    }

    struct Busy: Decodable {
        let next: [String: Int]
        let lost: [String]
        let refusals: [String: Int]
        let made: Int
        let unanswered: [String]
    }

    /// The time in which a context's next process is made is not the next run's, and nothing is lost that was said to
    /// be rolled back.
    @Test func runsAfterKillsOnABusyMachine() async throws {
        let report: Busy = try await TestHost.run("spinning-scripts", "60")
        #expect(report.unanswered == [])
        #expect(report.lost == [])
        #expect(report.next == ["a result": 180])
    }

    @Test func eightHundredContextsAtOnce() async throws {
        let report: Busy = try await TestHost.run("contexts-at-once", "800")
        #expect(report.unanswered == [])
        #expect(report.refusals == [:])
        #expect(report.made == 800)
    }

    struct Full: Decodable {
        let outcomes: [String: Int]
        let unanswered: [String]
    }

    /// Whoever has a place and waits for another one must not have all others wait for ever.
    @Test func forksWhereItIsFull() async throws {
        let report: Full = try await TestHost.run("forks-where-it-is-full", "120")
        #expect(report.unanswered == [])
        #expect(report.outcomes["a result", default: 0] > 0)
        #expect(Set(report.outcomes.keys).isSubset(of: ["a result", "unavailable"]), "\(report.outcomes)")
    }

    @Test func noContextsAreNone() async throws {
        try await withSupervisor { supervisor in
            let script = try await supervisor.script("6 * 7")
            #expect(supervisor.statistics.contexts == 0)
            let context = try await supervisor.createContext()
            #expect(try await script.runInContext(context) == 42)
            #expect(supervisor.statistics.contexts == 1)
            context.dispose()
            #expect(supervisor.statistics.contexts == 0)
        }
    }
}
