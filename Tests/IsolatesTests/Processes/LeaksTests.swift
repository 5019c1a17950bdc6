import Foundation
import Isolates
import Testing

/// The tests themselves leave nothing behind.
@Suite(.timeLimit(.minutes(1))) struct LeaksTests {
    /// Whatever is left when the last test of this process has ended makes the whole fail.
    @Test func afterAllTests() {
        Leaks.watchThisProcess()
    }

    @Test func seesAWorkerThatIsLeft() async {
        let result = await #expect(processExitsWith: .exitCode(Leaks.status), observing: [\.standardErrorContent]) {
            Leaks.watchThisProcess()
            let supervisor = Supervisor()
            _ = try await supervisor.createContext()
            exit(0)
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("left behind by the tests") && said.contains("a worker") && said.contains("a pidfd"))
    }

    @Test func seesAZombie() async {
        let result = await #expect(processExitsWith: .exitCode(Leaks.status), observing: [\.standardErrorContent]) {
            Leaks.watchThisProcess()
            var pid: pid_t = 0
            var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
            #expect(posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) == 0)
            // It has ended, and stays a zombie.
            var information = siginfo_t()
            #expect(waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) == 0)
            exit(0)
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("a zombie"))
    }

    @Test func seesNothingWhereNothingIsLeft() async {
        await #expect(processExitsWith: .exitCode(0)) {
            Leaks.watchThisProcess()
            try await withSupervisor(.init(warmWorkers: 0)) { supervisor in
                let context = try await supervisor.createContext()
                defer { context.dispose() }
                let areSeen = await becomesTrue { Leaks.found().count == 4 }
                #expect(areSeen, "the zygote and a worker, by process and pidfd")
                _ = try? await supervisor.runInNewContext("while (true);", timeout: .milliseconds(50))
            }
            exit(0)
        }
    }
}
