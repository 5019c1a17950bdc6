import Foundation
import Testing
@testable import Isolates

/// No worker to be had, and why.
@Suite(.timeLimit(.minutes(1))) struct UnavailableTests {
    private func failure(workerPath: String) async throws -> VMError {
        try await withSupervisor(Supervisor.Configuration(workerPath: workerPath)) { supervisor in
            let error = try await vmError { try await supervisor.start() }
            let creation = try await vmError { _ = try await supervisor.createContext() }
            #expect(creation.code == error.code)
            return error
        }
    }

    private func withFile<R>(_ text: String, mode: Int, _ body: (String) async throws -> R) async throws -> R {
        let path = FileManager.default.temporaryDirectory.appending(path: "worker-\(UUID().uuidString)").path
        let isMade = FileManager.default.createFile(
            atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
        try #require(isMade)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    @Test func notThere() async throws {
        let error = try await failure(workerPath: "/nonexistent/isolate-worker")
        #expect(error.code == .unavailable)
        #expect(error.reason?.contains("/nonexistent/isolate-worker") == true)
    }

    @Test func notExecutable() async throws {
        try await withFile("#!/bin/sh\n", mode: 0o644) { path in
            let error = try await failure(workerPath: path)
            #expect(error.code == .unavailable)
            #expect(error.reason?.contains(path) == true)
        }
    }

    @Test func aMissingLibrary() async throws {
        let says = "error while loading shared libraries: libjavascriptcoregtk-4.1.so.0: cannot open shared object file"
        try await withFile("#!/bin/sh\necho 'isolate-worker: \(says)' >&2\nexit 127\n", mode: 0o755) { path in
            let error = try await failure(workerPath: path)
            #expect(error.code == .unavailable)
            #expect(error.reason?.contains(says) == true, "\(error)")
        }
    }

    @Test func aProgramThatIsNoWorker() async throws {
        let error = try await failure(workerPath: "/bin/true")
        #expect(error.code == .unavailable)
    }

    @Test func aDirectory() async throws {
        #expect(try await failure(workerPath: "/tmp").code == .unavailable)
    }

    @Test func afterShutdown() async throws {
        let supervisor = Supervisor()
        let context = try await supervisor.createContext()
        let script = try await supervisor.script("1")
        await supervisor.shutdown()
        await supervisor.shutdown()
        let creation = try await vmError { _ = try await supervisor.createContext() }
        #expect(creation.code == .unavailable)
        #expect(creation.reason == "the supervisor was shut down")
        let run = try await vmError { try await script.runInContext(context) }
        #expect(run.code == .disposed)
        #expect(run.reason == "the supervisor was shut down")
        #expect(try await vmError { try await script.runInNewContext() }.code == .unavailable)
        #expect(try await vmError { try await supervisor.start() }.code == .unavailable)
    }
}
