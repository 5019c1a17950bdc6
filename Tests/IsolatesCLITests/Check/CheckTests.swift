import Testing

@Suite(.timeLimit(.minutes(1)))
struct CheckTests {
    @Test func soundFilesPrintNothingAndDoNotRun() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("console.log('ran'); throw 1", to: "a.js")
            try directory.write("#!/usr/bin/env isolates\nfor (;;);", to: "b.js")
            let run = try await Program.run("check", "a.js", "b.js", in: directory)
            #expect(run.status == 0)
            #expect(run.output == "")
            #expect(run.errors == "")
        }
    }

    @Test func everyFilesFirstErrorIsShown() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("let x = ;\nlet y = ;", to: "a.js")
            try directory.write("1", to: "b.js")
            try directory.write("\n\nfoo(", to: "c.js")
            let run = try await Program.run("check", "a.js", "b.js", "c.js", in: directory)
            #expect(run.status == 1)
            #expect(
                run.errors.hasPrefix(
                    "a.js:1\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'\nc.js:3\nfoo(\n"))
        }
    }

    @Test func fileThatCannotBeRead() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("1", to: "a.js")
            let run = try await Program.run("check", "missing.js", "a.js", in: directory)
            #expect(run.status == 66)
            #expect(run.errors == "Error: missing.js can't be read: No such file or directory\n")
        }
    }

    @Test func syntaxErrorCountsForMoreThanAFileThatCannotBeRead() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("let x = ;", to: "a.js")
            let run = try await Program.run("check", "missing.js", "a.js", in: directory)
            #expect(run.status == 1)
            #expect(run.errors.contains("missing.js can't be read"))
            #expect(run.errors.contains("a.js:1\n"))
        }
    }

    @Test func standardInput() async throws {
        let run = try await Program.run("check", "-", input: "let x = ;")
        #expect(run.status == 1)
        #expect(run.errors.hasPrefix("[stdin]:1\n"))
    }
}
