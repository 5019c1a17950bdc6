import Testing

/// Where a script's console goes.
@Suite(.timeLimit(.minutes(1)))
struct ConsoleTests {
    private static let script =
        "for (const level of ['log', 'info', 'debug', 'warn', 'error']) console[level]('my', level); 'result'"

    @Test func warnAndErrorGoToStandardError() async throws {
        let run = try await Program.run("run", "-e", Self.script)
        #expect(run.output == "my log\nmy info\nmy debug\nresult\n")
        #expect(run.errors == "my warn\nmy error\n")
    }

    @Test func everythingGoesToStandardErrorWithJSON() async throws {
        let run = try await Program.run("run", "--json", "-e", Self.script)
        #expect(run.errors == "my log\nmy info\nmy debug\nmy warn\nmy error\n")
        #expect(run.output == #"{"result":"result","sandbox":{}}"# + "\n")
    }

    @Test func whatARunWroteBeforeItsEndIsThere() async throws {
        let run = try await Program.run("run", "--timeout", "200ms", "-e", "console.log('begun'); for (;;);")
        #expect(run.output == "begun\n")
        #expect(run.status == 124)
    }

    @Test func manyLinesKeepTheirOrder() async throws {
        let run = try await Program.run("run", "-e", "for (let i = 0; i < 2000; i += 1) console.log(i)")
        #expect(run.output == (0..<2000).map { "\($0)\n" }.joined())
    }

    @Test func bothStreamsInOneKeepTheirOrder() async throws {
        let script = "for (let i = 0; i < 3000; i += 1) i % 3 ? console.log(i) : console.error('e' + i); 'end'"
        let run = try await Program.run(
            "-c", #""$0" run -e "$1" 2>&1"#, Program.path, script, path: "/bin/sh")
        #expect(run.output == (0..<3000).map { "\($0 % 3 == 0 ? "e" : "")\($0)\n" }.joined() + "end\n")
    }

    @Test func longAndMultilineTextsArrive() async throws {
        let run = try await Program.run(
            "run", "-e",
            "console.group(); console.log('a\\nb'); console.log('x'.repeat(200000)); console.log('\\ud800é')")
        #expect(run.output == "  a\n  b\n  \(String(repeating: "x", count: 200_000))\n  \u{fffd}é\n")
    }
}
