import Foundation
import Testing

@testable import Isolates
@testable import Workers

/// Worker programs that don't become a zygote. Each error says which program, what happened and, where it can, what to
/// do.
@Suite(.timeLimit(.minutes(1))) struct ZygoteStartTests {
    /// How a supervisor fails whose worker program is at that path, whatever it is asked for first.
    private func check(workerPath: String, reason: String..., sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        try await withSupervisor(Supervisor.Configuration(workerPath: workerPath)) { supervisor in
            let errors = [
                try await failure { try await supervisor.start() },
                try await failure { try await supervisor.createContext() },
                try await failure { try await supervisor.script("1") },
                try await failure { try await supervisor.runInThisContext("1") },
                try await failure { try await supervisor.runInNewContext("1") },
            ]
            for error in errors {
                #expect(error.code == .unavailable, sourceLocation: sourceLocation)
                #expect(error.reason == error.message, sourceLocation: sourceLocation)
                for part in [workerPath] + reason {
                    #expect(error.message.contains(part), "\(error)", sourceLocation: sourceLocation)
                }
            }
        }
    }

    @Test(arguments: [
        ("/nowhere/isolate-worker", "No such file or directory"), ("/tmp", "Permission denied"),
        ("/bin/true", "exit status 0"),
    ])
    func noWorker(path: String, reason: String) async throws {
        try await check(workerPath: path, reason: reason)
    }

    @Test func aFileThatIsNoProgram() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker").path
            try Data("text".utf8).write(to: URL(filePath: file))
            try await check(workerPath: file, reason: "Permission denied")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
            try await check(workerPath: file, reason: "Exec format error")
        }
    }

    @Test func aProgramThatSaysSomethingElse() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker")
            try file.write(script: "echo hello >&3; exec sleep 100")
            try await check(workerPath: file.path, reason: "protocol")
        }
    }

    /// Nothing waits for ever.
    @Test func aProgramThatSaysNothing() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker")
            try file.write(script: "exec sleep 100")
            let error = await #expect(throws: ZygoteFailure.self) {
                try await ZygoteProcess.start(path: file.path, patience: .milliseconds(200))
            }
            #expect(error?.description == "\(file.path) could not be started: it was not ready after 0.2 seconds")
        }
    }

    /// What ld.so(8) says is passed on, with what to do about it.
    @Test func aLibraryIsMissing() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker")
            let said = """
                isolate-worker: error while loading shared libraries: libjavascriptcoregtk-4.1.so.0: cannot open shared object file: \
                No such file or directory
                """
            try file.write(script: "echo '\(said)' >&2; exit 127")
            try await check(workerPath: file.path, reason: said, "exit status 127", "scripts/setup")
        }
    }

    private struct RefusedCall: Decodable {
        let code: String
        let message: String
    }

    /// What the zygote can't do without, a container's profile may refuse: pidfd_open(2), which is 434 everywhere.
    @Test func noPidfds() async throws {
        let report = try await TestHost.run("refused-call", "434", as: RefusedCall.self)
        #expect(report.code == "unavailable")
        for part in ["pidfd_open: Operation not permitted", "Linux 5.11", "seccomp"] {
            #expect(report.message.contains(part), "\(report.message)")
        }
    }

    /// A failure is not for ever.
    @Test func theProgramComesLater() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker").path
            try await withSupervisor(Supervisor.Configuration(workerPath: file)) { supervisor in
                #expect(try await failure { try await supervisor.runInNewContext("1") }.code == .unavailable)
                try FileManager.default.createSymbolicLink(
                    atPath: file, withDestinationPath: TestHost.directory.appending(path: "isolate-worker").path)
                #expect(try await supervisor.runInNewContext("1 + 1") == 2)
            }
        }
    }
}
