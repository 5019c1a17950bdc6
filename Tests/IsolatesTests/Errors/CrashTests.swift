import Foundation
import Testing
@testable import Isolates

/// Workers that die of themselves cost their own context and nothing else.
///
/// Other suites have workers, too, at the same time.
@Suite(.timeLimit(.minutes(1)), .serialized) struct CrashTests {
    /// The machine's worker: the one in whose memory stands a string that no other has.
    private func pid(of machine: Machine) async throws -> Int32 {
        let mark = "mark-\(UInt64.random(in: .min ... .max))-\(UInt64.random(in: .min ... .max))"
        try await machine.run("globalThis.mark = ['\(mark)'].join(''); 0")
        for pid in Descendants.workers() where memory(of: pid, contains: mark) { return pid }
        throw CancellationError()
    }

    private func memory(of pid: Int32, contains mark: String) -> Bool {
        guard let maps = try? String(contentsOfFile: "/proc/\(pid)/maps", encoding: .utf8),
              let memory = FileHandle(forReadingAtPath: "/proc/\(pid)/mem")
        else { return false }
        let needle = Data(mark.utf8)
        for line in maps.split(separator: "\n") where line.contains(" rw-") {
            let range = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
            guard range.count == 2, range[1] - range[0] < 256 << 20, (try? memory.seek(toOffset: range[0])) != nil,
                  let bytes = try? memory.read(upToCount: Int(range[1] - range[0]))
            else { continue }
            if bytes.range(of: needle) != nil { return true }
        }
        return false
    }

    @Test(arguments: [SIGKILL, SIGSEGV, SIGABRT, SIGBUS, SIGILL])
    func aSignalWhileRunning(_ signal: Int32) async throws {
        try await withMachine { machine in
            let bystander = try await machine.supervisor.createContext(["n": 7])
            let pid = try await pid(of: machine)
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
            let pid = try await pid(of: machine)
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
