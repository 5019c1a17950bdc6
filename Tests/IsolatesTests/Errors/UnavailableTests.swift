import Foundation
import Isolates
import Testing

/// No worker can be had, and the error says why.
@Suite(.timeLimit(.minutes(1))) struct UnavailableTests {
    /// How a supervisor fails whose worker program is at that path, whatever it is asked for first.
    private func failures(workerPath: String) async throws -> [VMError] {
        let supervisor = Supervisor(Supervisor.Configuration(workerPath: workerPath))
        let errors = [
            try await failure { try await supervisor.start() },
            try await failure { try await supervisor.createContext() },
            try await failure { try await supervisor.script("1") },
            try await failure { try await supervisor.runInThisContext("1") },
            try await failure { try await supervisor.runInNewContext("1") },
        ]
        await supervisor.shutdown()
        return errors
    }

    private func check(workerPath: String, reason: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws {
        for error in try await failures(workerPath: workerPath) {
            #expect(error.code == .unavailable, sourceLocation: sourceLocation)
            #expect(error.reason == error.message, sourceLocation: sourceLocation)
            for part in reason {
                #expect(error.message.contains(part), "\(error)", sourceLocation: sourceLocation)
            }
        }
    }

    @Test func noSuchFile() async throws {
        try await check(workerPath: "/nowhere/isolate-worker", reason: "/nowhere/isolate-worker", "No such file or directory")
    }

    @Test func aFileThatIsNoProgram() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker")
            try Data("text".utf8).write(to: file)
            try await check(workerPath: file.path, reason: file.path, "Permission denied")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            try await check(workerPath: file.path, reason: file.path, "Exec format error")
        }
    }

    @Test func aDirectory() async throws {
        try await check(workerPath: "/tmp", reason: "/tmp", "Permission denied")
    }

    @Test func anotherProgram() async throws {
        try await check(workerPath: "/bin/true", reason: "/bin/true", "with exit status 0")
    }

    @Test func aProgramThatSaysSomethingElse() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker")
            try file.write(script: "echo hello >&3; exec sleep 100")
            try await check(workerPath: file.path, reason: file.path, "protocol")
        }
    }

    /// Nothing waits for ever.
    @Test func aProgramThatSaysNothing() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker")
            try file.write(script: "exec sleep 1000")
            let supervisor = Supervisor(Supervisor.Configuration(workerPath: file.path))
            let error = try await failure { try await supervisor.start() }
            #expect(error.code == .unavailable)
            #expect(error.message.contains(file.path), "\(error)")
            await supervisor.shutdown()
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
            try await check(workerPath: file.path, reason: file.path, said, "127", "libjavascriptcoregtk-4.1-0")
        }
    }

    /// A failure is not for ever.
    @Test func theProgramComesLater() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "isolate-worker")
            let configuration = Supervisor.Configuration(workerPath: file.path)
            try await withSupervisor(configuration) { supervisor in
                #expect(try await failure { try await supervisor.runInNewContext("1") }.code == .unavailable)
                try FileManager.default.createSymbolicLink(
                    atPath: file.path, withDestinationPath: TestHost.directory.appending(path: "isolate-worker").path)
                #expect(try await supervisor.runInNewContext("1 + 1") == 2)
            }
        }
    }
}
