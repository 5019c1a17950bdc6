import Foundation
import Testing

/// The examples of README.md do what it says they do.
struct ReadmeTests {
    @Test(.timeLimit(.minutes(1)))
    func shellTranscriptIsWhatTheCommandsPrint() async throws {
        let transcript = try #require(Readme().blocks(ofExample: "shell").first)
        let commands = transcript.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
        #expect(commands.count > 3)
        var printed = ""
        for command in commands {
            let ending = try await bash("exec 2>&1; \(command)")
            #expect(ending.status == 0, "\(command)")
            printed += "$ \(command)\n\(ending.output)"
        }
        #expect(printed == transcript)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [("modules.md", "modules"), ("web-globals.md", "web"), ("typescript.md", "typescript")])
    func pagesShowWhatTheCommandsPrint(_ page: String, _ example: String) async throws {
        let page = "Sources/Isolates/Isolates.docc/\(page)"
        let transcript = try #require(Readme(page).blocks(ofExample: example).first)
        let folder = FileManager.default.temporaryDirectory.appending(path: "isolates-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let commands = transcript.split(separator: "\n").filter { $0.hasPrefix("$ ") }.map { $0.dropFirst(2) }
        #expect(commands.count > 1)
        var printed = ""
        for command in commands {
            let ending = try await bash("cd '\(folder.path)'; exec 2>&1; \(command)")
            #expect(ending.status == 0, "\(command)")
            printed += "$ \(command)\n\(ending.output)"
        }
        #expect(printed == transcript)
    }

    @Test func swiftExampleIsTheFixturesProgram() throws {
        let path = "Tests/Fixtures/Hello/Sources/Hello/main.swift"
        let program = try String(contentsOf: Readme.root.appending(path: path), encoding: .utf8)
        #expect(try Readme().blocks(ofExample: path).first == program)
    }

    // The build takes minutes when there is none yet; scripts/test makes it beforehand.
    @Test(.timeLimit(.minutes(15)))
    func packageThatDependsOnThisOneBuildsAndRuns() async throws {
        let package = Readme.root.appending(path: "Tests/Fixtures/Hello").path
        let built = Readme.root.appending(path: ".build/hello").path
        let build = try await bash(
            "exec nice swift build --package-path '\(package)' --scratch-path '\(built)' --jobs 1 2>&1")
        try #require(build.status == 0, "\(build.output)")

        let ending = try await Program.run(path: "\(built)/debug/Hello")
        #expect(ending.status == 0)
        #expect(ending.errors == "")
        let path = "Tests/Fixtures/Hello/Sources/Hello/main.swift"
        #expect(try ending.output == Readme().blocks(ofExample: path).last)
    }

    private func bash(_ command: String) async throws -> Program.Ending {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return try await Program.run(
            "-c", command, path: "/bin/bash", environment: ["PATH": "\(Program.directory.path):\(path)"])
    }
}
