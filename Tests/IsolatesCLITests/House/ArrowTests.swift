import Foundation
import Testing

/// `scripts/check-arrows` passes over the code as it is, and fails where an arrow is added that points upward.
@Suite(.timeLimit(.minutes(1)))
struct ArrowTests {
    private static let script = Readme.root.appending(path: "scripts/check-arrows").path
    private static let sources = Readme.root.appending(path: "Sources")

    @Test func `the code's arrows point downward`() async throws {
        let check = try await Program.run(path: Self.script)
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test(arguments: [
        ("Isolates/Values/Added.swift", "func take(_ script: Script) {}", "Values may not use Script"),
        (
            "Isolates/Contexts/Added.swift", "let limits = Supervisor.Configuration().limits",
            "Contexts may not use Superv"
        ),
        ("Workers/Locks/Added.swift", "extension Reactor {}", "Locks may not use Reactor"),
        ("Workers/Reactor/Added.swift", "import Isolates", "Workers may not import Isolates"),
        ("Isolates/Attic/Added.swift", "enum Added {}", "no list in scripts/check-arrows has this room"),
    ])
    func `an arrow that points upward is found`(file: String, text: String, fault: String) async throws {
        try await withTemporaryDirectory { directory in
            let copy = directory.appending(path: "Sources")
            try FileManager.default.copyItem(at: Self.sources, to: copy)
            let added = copy.appending(path: file)
            try FileManager.default.createDirectory(
                at: added.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("\(text)\n".utf8).write(to: added)
            let check = try await Program.run(copy.path, path: Self.script)
            #expect(check.status == 1)
            #expect(check.output.contains(fault), "\(check.output)\(check.errors)")
        }
    }

    @Test func `mentions in comments and texts are no arrows`() async throws {
        try await withTemporaryDirectory { directory in
            let copy = directory.appending(path: "Sources")
            try FileManager.default.copyItem(at: Self.sources, to: copy)
            let text =
                "// As Supervisor does.\nlet text = \"Context\" // Script\nlet lines = \"\"\"\n    Template\n    \"\"\"\n"
            try Data(text.utf8).write(to: copy.appending(path: "Isolates/Values/Added.swift"))
            let check = try await Program.run(copy.path, path: Self.script)
            #expect(check.status == 0, "\(check.output)\(check.errors)")
        }
    }
}
