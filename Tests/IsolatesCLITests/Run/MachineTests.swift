import Foundation
import Testing

/// Machines that lack something without which nothing can be run: an error says what.
@Suite(.timeLimit(.minutes(1))) struct MachineTests {
    private static let host = Program.directory.appending(path: "IsolatesTestHost").path

    @Test(arguments: ["pidfd_open", "pidfd_send_signal"]) func aRefusedSystemCall(name: String)
        async throws
    {
        let run = try await Program.run(
            "--signal=KILL", "10", Self.host, "deny", name, Program.path, "run", "-e", "6*7", path: "/usr/bin/timeout")
        #expect(run.status == 69, "\(run.errors)")
        #expect(run.errors.contains("\(name): Operation not permitted"), "\(run.errors)")
    }

    /// The older call does, where the newer one is refused.
    @Test func epollWithoutNanoseconds() async throws {
        let run = try await Program.run(
            "--signal=KILL", "10", Self.host, "deny", "epoll_pwait2", Program.path, "run", "-e", "6*7",
            path: "/usr/bin/timeout")
        #expect(run.status == 0 && run.output == "42\n", "\(run.errors)")
    }

    static let canUnmount = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/unshare")
        process.arguments = ["--mount", "umount", "--lazy", "/proc"]
        process.standardError = FileHandle.nullDevice
        try? process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test(.enabled(if: canUnmount)) func withoutProc() async throws {
        let run = try await Program.run(
            "--mount", "sh", "-c", "umount --lazy /proc && exec '\(Program.path)' run -e 6*7",
            path: "/usr/bin/unshare")
        #expect(run.status == 69)
        #expect(run.output == "")
        #expect(run.errors.contains("/proc"), "\(run.errors)")
    }

    /// RLIMIT_NPROC, which does not hold for the superuser. SIGTERM would do nothing to a program that has no thread for
    /// Dispatch: it waits with all signals blocked.
    @Test(.enabled(if: geteuid() == 0), arguments: [1, 4, 5, 7]) func tooFewProcesses(limit: Int) async throws {
        let run = try await Program.run(
            "--signal=KILL", "20", "setpriv", "--reuid=54323", "--regid=54323", "--clear-groups", "prlimit",
            "--nproc=\(limit):\(limit)", Program.path, "run", "-e", "6*7", path: "/usr/bin/timeout")
        #expect(run.status == 69, "\(run.status): \(run.errors)")
        #expect(run.output == "")
        #expect(run.errors.contains(limit < 5 ? "RLIMIT_NPROC" : "Resource temporarily unavailable"), "\(run.errors)")
    }
}
