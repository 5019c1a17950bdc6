import Foundation
import Testing

/// Where the worker program is looked for, by a program that has none beside it.
@Suite(.timeLimit(.minutes(1))) struct WorkerLocatorTests {
    struct Located: Decodable {
        var result: Int?
        var code: String?
        var message: String?
    }

    private let worker = TestHost.directory.appending(path: "isolate-worker").path

    /// Runs the host from a directory of its own.
    private func locate(
        environment: [String: String] = [:], preparing prepare: (URL) throws -> [String: String] = { _ in [:] }
    ) async throws -> (Located, directory: String) {
        try await withTemporaryDirectory { directory in
            let programs = directory.appending(path: "bin")
            try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
            let host = programs.appending(path: "host")
            try FileManager.default.copyItem(atPath: TestHost.path, toPath: host.path)
            let environment = try environment.merging(prepare(directory)) { $1 }
            let (status, output) = try await TestHost.run(["locate"], path: host.path, environment: environment) {
                _, _ in
            }
            try #require(status == 0, "\(output)")
            return (try JSONDecoder().decode(Located.self, from: Data(output.utf8)), programs.path)
        }
    }

    @Test func nowhere() async throws {
        let (located, directory) = try await locate(environment: ["PATH": "/nowhere:/bin"])
        #expect(located.code == "unavailable")
        let message = try #require(located.message)
        for place in [
            directory, "ISOLATES_WORKER (not set)", "\(directory)/../libexec/isolates", "PATH", "swift build",
        ] {
            #expect(message.contains(place), "\(message)")
        }
    }

    @Test func besideTheProgram() async throws {
        let (located, _) = try await locate(environment: ["PATH": ""]) { directory in
            try link(directory.appending(path: "bin"))
            return [:]
        }
        #expect(located.result == 42)
    }

    @Test func inTheEnvironment() async throws {
        #expect(try await locate(environment: ["PATH": "", "ISOLATES_WORKER": worker]).0.result == 42)
        let (located, _) = try await locate(environment: ["PATH": "", "ISOLATES_WORKER": "/nowhere/worker"])
        #expect(located.message?.contains("ISOLATES_WORKER (/nowhere/worker)") == true)
    }

    @Test func inLibexec() async throws {
        let (located, _) = try await locate(environment: ["PATH": ""]) { directory in
            try link(directory.appending(path: "libexec/isolates"))
            return [:]
        }
        #expect(located.result == 42)
    }

    @Test func onThePath() async throws {
        let (located, _) = try await locate { directory in
            try link(directory.appending(path: "elsewhere"))
            return ["PATH": "/nowhere:\(directory.appending(path: "elsewhere").path)"]
        }
        #expect(located.result == 42)
    }

    private func link(_ directory: URL) throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: directory.appending(path: "isolate-worker").path, withDestinationPath: worker)
    }
}
