import Foundation
import Testing

/// Where a script's text comes from.
@Suite(.timeLimit(.minutes(1)))
struct InputTests {
    @Test func file() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("'from ' + 'a file'\n", to: "script.js")
            let run = try await Program.run("run", "script.js", in: directory)
            #expect(run.output == "from a file\n")
            #expect(run.status == 0)
        }
    }

    @Test func stacksNameTheFileAsGiven() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("\nthrow new Error('x')", to: "script.js")
            let run = try await Program.run("run", "./script.js", in: directory)
            #expect(run.errors.hasPrefix("./script.js:2\n"))
        }
    }

    @Test func standardInput() async throws {
        let run = try await Program.run("run", "-", input: "let a = 1;\na + 1\n")
        #expect(run.output == "2\n")
    }

    @Test func standardInputIsReadToItsEnd() async throws {
        let run = try await Program.run("run", "-", input: String(repeating: "// padding\n", count: 50_000) + "'end'")
        #expect(run.output == "end\n")
    }

    @Test func stacksNameStandardInput() async throws {
        let run = try await Program.run("run", "-", input: "throw new Error('x')")
        #expect(run.errors.hasPrefix("[stdin]:1\n"))
    }

    @Test func emptyScript() async throws {
        let run = try await Program.run("run", "-")
        #expect(run.output == "")
        #expect(run.status == 0)
    }

    @Test func byteOrderMarkIsNoPartOfTheScript() async throws {
        let run = try await Program.run("run", "-", input: "\u{FEFF}throw new Error('x')")
        let without = try await Program.run("run", "-", input: "throw new Error('x')")
        #expect(run.errors == without.errors)
        #expect(run.status == 1)
    }

    @Test(arguments: ["#!/usr/bin/env isolates\n", "\u{FEFF}#!/usr/bin/env isolates\r\n"])
    func hashbang(first: String) async throws {
        let run = try await Program.run("run", "-", input: first + "'ran'")
        #expect(run.output == "ran\n")
        #expect(run.errors == "")
    }

    @Test func hashbangBehindAColumnOffset() async throws {
        let run = try await Program.run("run", "--column-offset", "4", "-", input: "#!/usr/bin/env isolates\n'ran'")
        #expect(run.output == "ran\n")
        #expect(run.status == 0)
    }

    @Test func missingFile() async throws {
        let run = try await Program.run("run", "/nowhere/script.js")
        #expect(run.status == 66)
        #expect(run.output == "")
        #expect(run.errors == "Error: /nowhere/script.js can't be read: No such file or directory\n")
    }

    @Test func directory() async throws {
        let run = try await Program.run("run", "/tmp")
        #expect(run.status == 66)
        #expect(run.errors == "Error: /tmp can't be read: Is a directory\n")
    }

    @Test func textThatIsNotUTF8() async throws {
        let run = try await Program.run(["run", "-"], input: Data([0x22, 0xFF, 0x22]))
        #expect(run.status == 66)
        #expect(run.errors == "Error: [stdin] can't be read: it is not UTF-8\n")
    }

    @Test func missingSandboxFile() async throws {
        let run = try await Program.run("run", "--sandbox", "@/nowhere/sandbox.json", "-e", "1")
        #expect(run.status == 66)
        #expect(run.errors.contains("/nowhere/sandbox.json"))
    }

    @Test(arguments: [
        ("run - <&-", 66, "Error: [stdin] can't be read: Bad file descriptor\n"),
        ("run -e 1 >&-", 74, "Error: standard output can't be written: Bad file descriptor\n"),
        ("run -e 1 <&- 2>&-", 0, ""),
    ])
    func aClosedDescriptorIsTold(_ command: String, _ status: Int32, _ errors: String) async throws {
        for _ in 0..<5 {
            let run = try await Program.run(
                "-c", "\"$ISOLATES\" \(command)", path: "/bin/bash", environment: ["ISOLATES": Program.path])
            #expect(run.status == status)
            #expect(run.errors == errors)
        }
    }
}
