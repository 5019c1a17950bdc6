import Foundation
import Testing

/// Several files, templates, and runs for many lines.
@Suite(.timeLimit(.minutes(1)))
struct ManyTests {
    private func withFiles(_ body: (_ one: String, _ two: String) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let (one, two) = (directory.appending(path: "one.js"), directory.appending(path: "two.js"))
            try Data("let n = 1; n".utf8).write(to: one)
            try Data("n += 1".utf8).write(to: two)
            try await body(one.path, two.path)
        }
    }

    @Test func filesShareAContextInTheirOrder() async throws {
        try await withFiles { one, two in
            #expect(try await Program.run("run", one, two, two).output == "3\n")
            let failed = try await Program.run("run", two, one)
            #expect(failed.status == 1 && failed.output == "")
            #expect(failed.errors.contains("ReferenceError"))
        }
    }

    @Test func aTemplateHasRunBefore() async throws {
        try await withFiles { one, two in
            #expect(try await Program.run("run", "--template", one, "--template", two, "-e", "n * 10").output == "20\n")
            let lines = try await Program.run(
                "run", "--template", one, "--parallel", "2", "-e", "n += +input", input: "1\n2\n3\n")
            #expect(lines.output == "2\n3\n4\n")
        }
    }

    @Test func resultsComeInTheOrderOfTheLines() async throws {
        let input = (1...40).map(String.init).joined(separator: "\n") + "\n"
        let code = "for (const end = Date.now() + (+input % 5) * 10; Date.now() < end;); input * 2"
        let run = try await Program.run("run", "--parallel", "4", "-e", code, input: input)
        #expect(run.output == (1...40).map { "\($0 * 2)\n" }.joined())
        #expect(run.status == 0)
    }

    @Test func theFirstFailureEndsItUnlessItIsToGoOn() async throws {
        let code = "if (input === 'x') throw new Error('bad'); input"
        let run = try await Program.run("run", "--parallel", "2", "-e", code, input: "1\nx\n3\nx\n")
        #expect(run.output == "1\n")
        #expect(run.errors.hasPrefix("Line 2:\n[eval]:1\n"))
        #expect(run.status == 1)
        let all = try await Program.run("run", "--parallel", "2", "--keep-going", "-e", code, input: "1\nx\n3\nx\n")
        #expect(all.output == "1\n3\n")
        #expect(all.errors.hasSuffix("2 of 4 failed\n"))
        #expect(all.status == 1)
    }

    @Test func linesCanBeJSON() async throws {
        let run = try await Program.run(
            "run", "--parallel", "2", "--json-lines", "--json", "-e", "input.a", input: "{\"a\":1}\n{\"a\":[2]}\n")
        #expect(
            run.output
                == #"{"result":1,"sandbox":{"input":{"a":1}}}"# + "\n"
                + #"{"result":[2],"sandbox":{"input":{"a":[2]}}}"#
                + "\n")
        let wrong = try await Program.run("run", "--parallel", "2", "--json-lines", "-e", "1", input: "1\n{\n")
        #expect(wrong.status == 64)
        #expect(wrong.errors.hasPrefix("Line 2:\nError: the line is no value"))
        #expect(wrong.output == "1\n")
        let counted = try await Program.run(
            ["run", "--parallel", "2", "--json", "--keep-going", "-e", "1"],
            input: Data([0x31, 0x0a, 0xff, 0x0a, 0x33]))
        #expect(counted.output.split(separator: "\n").map { $0.hasPrefix(#"{"error""#) } == [false, true, false])
        #expect(counted.status == 1 && counted.errors.hasSuffix("1 of 3 failed\n"))
    }

    /// What has come is run, whoever writes the lines, and however many are still to come.
    @Test func linesAreRunAsTheyCome() async throws {
        try await withTemporaryDirectory { directory in
            let run = try await Program.run(
                "-c",
                """
                (echo 20; until grep -q 40 out; do sleep 0.05; done; echo 21) |
                timeout --signal=KILL 30 '\(Program.path)' run --parallel 2 -e 'input * 2' > out; cat out
                """, path: "/bin/bash", in: directory)
            #expect(run.output == "40\n42\n", "\(run.errors)")
        }
    }

    /// Neither what never comes nor what never ends keeps a failure from ending it.
    @Test(arguments: ["(echo 1; exec sleep 50)", "yes"]) func aFailureWaitsForNoInput(command: String) async throws {
        let run = try await Program.run(
            "-c",
            "\(command) | timeout --signal=KILL 20 '\(Program.path)' run --parallel 2 -e 'throw 1'; kill $(jobs -p)",
            path: "/bin/bash")
        #expect(run.errors.hasPrefix("Line 1:\nUncaught 1\n"))
        #expect(!run.errors.contains("Killed"))
    }

    @Test func statisticsGoToStandardError() async throws {
        let run = try await Program.run("run", "--stats", "-e", "1")
        #expect(run.output == "1\n")
        let names = run.errors.split(separator: "\n").map { $0.split(separator: "  ")[0] }
        #expect(names == ["wall time", "CPU time", "peak memory", "outcome"])
        #expect(run.errors.hasSuffix("completed\n"))
        let killed = try await Program.run("run", "--stats", "--cpu-timeout", "100ms", "-e", "for (;;);")
        #expect(killed.status == 124)
        #expect(killed.errors.hasSuffix("timeout\n"))
    }

    @Test func aChangeRunsItAgain() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory.appending(path: "w.js")
            try Data("'first'".utf8).write(to: file)
            let terminal = try Terminal("run --watch \(file.path)")
            try terminal.wait(for: "first")
            try terminal.wait(for: "Waiting for a change")
            try Data("throw new Error('second')".utf8).write(to: file)
            try terminal.wait(for: "Error: second")
            try terminal.wait(for: "Waiting for a change")
            try Data("'third'".utf8).write(to: file)
            try terminal.wait(for: "third")
            try terminal.wait(for: "Waiting for a change")
            try terminal.type("\u{3}")
            #expect(await terminal.status() == 130)
        }
    }

    @Test func progressIsShownOnATerminal() async throws {
        let terminal = try Terminal("run --parallel 2 -e input <<< $'a\\nb\\nc'")
        try terminal.wait(for: "] 0/3")
        for line in ["a", "b", "c"] { try terminal.wait(for: "\(line)\r\n") }
        #expect(await terminal.status() == 0)
    }

    @Test(arguments: [
        ["--parallel", "0", "-e", "1"], ["--parallel", "2", "-"], ["--json-lines", "-e", "1"], ["--watch", "-e", "1"],
        ["--watch", "-"], ["-", "-"], ["--filename", "x", "a.js", "b.js"], ["--watch", "--parallel", "2", "a.js"],
    ])
    func wrongUsage(_ arguments: [String]) async throws {
        #expect(try await Program.run(["run"] + arguments).status == 64)
    }
}
