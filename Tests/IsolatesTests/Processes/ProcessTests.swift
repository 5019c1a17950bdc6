import Foundation
import Testing

/// What is left of processes and descriptors, counted in a program of its own.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ProcessTests {
    struct Belongings: Decodable {
        let descriptors: Int
        let processes: Int
        let kinds: [String]
    }

    struct Churn: Decodable {
        let atFirst: Belongings
        let before: Belongings
        let after: Belongings
        let rightAnswers: Int
        let afterShutdown: Belongings
    }

    @Test func aThousandContextsOneAfterTheOther() async throws {
        let report: Churn = try await TestHost.run("churn", "1000")
        #expect(report.rightAnswers == 1_000)
        #expect(report.atFirst.processes == 0)
        #expect(report.before.processes == 1, "the zygote alone")
        #expect(report.after.processes == 1)
        #expect(report.after.descriptors <= report.before.descriptors, "\(report.after.kinds)")
        #expect(report.afterShutdown.processes == 0)
        #expect(report.afterShutdown.descriptors < report.before.descriptors, "the zygote's are gone")
    }

    struct Herd: Decodable {
        let processesAtFirst: Int
        let processesAlive: Int
        let processesWithCheckpoints: Int
        let descriptors: Int
        let answers: [[Int]]
        let afterRollback: [Int]
        let processesAfterwards: Int
    }

    @Test func fiveHundredContextsAtOnce() async throws {
        let report: Herd = try await TestHost.run("herd", "500")
        #expect(report.answers == (0..<500).map { [$0 * 2, $0 * 4] })
        #expect(report.processesAtFirst == 1)
        #expect(report.processesAlive == 501)
        // On a slow machine the first ones have rested for so long that they need none.
        #expect((502...1001).contains(report.processesWithCheckpoints))
        #expect(report.descriptors <= 500 * 12)
        #expect(report.afterRollback == (0..<50).map { $0 * 4 })
        #expect(report.processesAfterwards == 0)
    }

    struct KilledZygote: Decodable {
        let zygotes: Int
        let running: String
        let idle: String
        let idleMessage: String
        let next: [Int]
        let script: Int
        let processesAfterwards: Int
    }

    @Test func aKilledZygote() async throws {
        let report: KilledZygote = try await TestHost.run("killed-zygote")
        #expect(report.zygotes == 1)
        #expect(report.running == "crashed")
        #expect(report.idle == "crashed" || report.idle == "disposed")
        #expect(report.idleMessage.contains("died by itself, by signal 9"))
        #expect(report.next == [40, 41, 42])
        #expect(report.script == 42)
        #expect(report.processesAfterwards == 0)
    }

    @Test(arguments: [SIGKILL, SIGTERM, SIGSEGV])
    func aKilledSupervisorLeavesNothingBehind(signal: Int32) async throws {
        var left: [MachineProcess] = []
        let (status, _) = try await TestHost.run(["spin"]) { pid, output in
            guard try await becomesTrue({ try output().contains("spinning") }) else { throw NeverBegan() }
            left = MachineProcess.descendants(of: pid)
            #expect(left.count == 3, "the zygote, a context that spins, one that waits")
            #expect(left.allSatisfy { $0.isRunning && $0.program?.hasSuffix("/isolate-worker") == true })
            kill(pid, signal)
        }
        #expect(status == 128 + signal)
        #expect(await becomesTrue { left.allSatisfy { !$0.isRunning } }, "\(left.filter(\.isRunning)) run on")
    }

    private struct NeverBegan: Error {}
}
