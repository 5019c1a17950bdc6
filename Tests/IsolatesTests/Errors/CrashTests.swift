import Foundation
import Testing
@testable import Isolates

/// Workers that die of themselves cost their own context and nothing else.
@Suite(.timeLimit(.minutes(1)), .serialized) struct CrashTests {
    /// The worker's pid, as the kernel tells it of the supervisor's pidfd.
    private func pid(of machine: Machine) throws -> Int32 {
        let descriptor = try #require(machine.context.worker.withState { $0.pidfd?.number })
        let information = try String(contentsOfFile: "/proc/self/fdinfo/\(descriptor)", encoding: .utf8)
        let line = try #require(information.split(separator: "\n").first { $0.hasPrefix("Pid:") })
        let pid = try #require(Int32(line.dropFirst(4).trimmingCharacters(in: .whitespaces)))
        try #require(pid > 1)
        return pid
    }

    @Test(arguments: [SIGKILL, SIGSEGV, SIGABRT])
    func aSignalWhileRunning(_ signal: Int32) async throws {
        try await withMachine { machine in
            let bystander = try await machine.supervisor.createContext(["n": 7])
            let pid = try pid(of: machine)
            let run = Task { try await machine.run("while (true);", timeout: .seconds(30)) }
            // The engine's own handler takes the first SIGSEGV that has no fault behind it, and hands on the next.
            for _ in 0..<100 where !machine.context.isDisposed {
                try await Task.sleep(for: .milliseconds(100))
                if !machine.context.isDisposed { #expect(kill(pid, signal) == 0 || errno == ESRCH) }
            }
            let error = try await vmError { try await run.value }
            #expect(error.code == .crashed)
            #expect(error.signal == Int(signal))
            #expect(error.exitStatus == nil)
            #expect(error.message.contains("signal \(signal)"))
            #expect(machine.context.isDisposed)
            #expect(try await machine.error("1").code == .disposed)
            #expect(try await machine.supervisor.runInContext("n", bystander) == 7)
            let new = try await machine.supervisor.createContext()
            #expect(try await machine.supervisor.runInContext("8", new) == 8)
        }
    }

    @Test func aSignalBetweenRuns() async throws {
        try await withMachine { machine in
            let pid = try pid(of: machine)
            #expect(kill(pid, SIGKILL) == 0)
            let error = try await machine.error("1")
            #expect(error.code == .crashed || error.code == .disposed)
            for _ in 0..<100 where !machine.context.isDisposed { try await Task.sleep(for: .milliseconds(20)) }
            #expect(machine.context.isDisposed)
            let after = try await machine.error("1")
            #expect(after.code == .disposed)
            #expect(after.reason?.contains("signal 9") == true, "\(after)")
        }
    }
}
