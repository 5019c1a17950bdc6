import Testing

/// Wrong usage, and help.
@Suite(.timeLimit(.minutes(1)))
struct UsageTests {
    @Test(arguments: [
        ["run"], ["run", "-e"], ["run", "a.js", "-e", "1"],
        ["run", "-e", "1", "--no-such-option"],
        ["no-such-command"], ["check"],
        ["run", "-e", "1", "--timeout", "0s"], ["run", "-e", "1", "--timeout", "5"],
        ["run", "-e", "1", "--timeout", "-5s"],
        ["run", "-e", "1", "--timeout", "5h"], ["run", "-e", "1", "--timeout", "ms"],
        ["run", "-e", "1", "--timeout", "1.2.3s"],
        ["run", "-e", "1", "--timeout", "infs"], ["run", "-e", "1", "--timeout", "0.0000000000000000000001ms"],
        ["run", "-e", "1", "--memory-limit", "0"], ["run", "-e", "1", "--memory-limit", "1.5GB"],
        ["run", "-e", "1", "--memory-limit", "64TB"], ["run", "-e", "1", "--memory-limit", "9999999999999GB"],
        ["run", "-e", "1", "--line-offset", "one"], ["run", "-e", "1", "--column-offset", "1.5"],
        ["run", "-e", "1", "--sandbox", "[]"], ["run", "-e", "1", "--sandbox", "{"],
        ["run", "-e", "1", "--sandbox", ""],
    ])
    func wrongUsage(arguments: [String]) async throws {
        let run = try await Program.run(arguments)
        #expect(run.status == 64)
        #expect(run.output == "")
        #expect(run.errors.hasPrefix("Error: "))
    }

    @Test func theUsageIsThatOfTheCommand() async throws {
        let run = try await Program.run("run", "a.js", "-e", "1")
        #expect(
            run.errors.hasPrefix("Error: Give a file or -e <code>, not both.\nUsage: isolates run [<options>] <file>"))
        #expect(run.errors.hasSuffix("  See 'isolates run --help' for more information.\n"))
    }

    @Test(arguments: [
        (#"{"a":[1,{"$type":"nope"}]}"#, "$.a[1].$type"),
        (#"{"a":{"$type":"bigint","value":"x"}}"#, "$.a.value"),
        (
            #"{"f":{"$type":"map","value":[[1,[{"$type":"function","value":{"name":"f","length":0,"handle":"h"}}]]]}}"#,
            "$.f.value[0][1][0]"
        ),
        (#"[{"a":1}]"#, "$"),
    ])
    func faultInTheSandboxIsNamedWithItsPlace(sandbox: String, path: String) async throws {
        let run = try await Program.run("run", "--sandbox", sandbox, "-e", "1")
        #expect(run.status == 64)
        #expect(run.errors.split(separator: "\n").first?.hasSuffix(" at \(path)") == true, "\(run.errors)")
    }

    @Test func faultInTheSandboxsFileIsNamedWithItsPlace() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write(#"{"a":[1,}"#, to: "sandbox.json")
            let run = try await Program.run("run", "--sandbox", "@sandbox.json", "-e", "1", in: directory)
            #expect(run.status == 64)
            #expect(run.errors.hasPrefix("Error: sandbox.json holds no sandbox: "))
            #expect(run.errors.contains(" at $.a[1]"))
        }
    }

    @Test func sandboxThatTheEngineRefuses() async throws {
        let run = try await Program.run(
            "run", "--sandbox", #"{"r":{"$type":"regexp","value":{"pattern":"(","flags":""}}}"#, "-e", "1")
        #expect(run.status == 64)
    }

    @Test(arguments: ["1KB", "64mb", "2GB", "64MB", "100000000", "500000B"])
    func memoryLimitThatIsRead(limit: String) async throws {
        // Files are looked for when the usage is right, and nothing has to run to see that.
        let run = try await Program.run("run", "--memory-limit", limit, "/nowhere/script.js")
        #expect(run.status == 66)
    }

    @Test func version() async throws {
        let run = try await Program.run("--version")
        #expect(run.output == "0.1.0\n")
        #expect(run.status == 0)
    }

    @Test(arguments: [["--help"], ["run", "--help"], ["check", "--help"], ["help", "run"]])
    func help(arguments: [String]) async throws {
        let run = try await Program.run(arguments)
        #expect(run.status == 0)
        #expect(run.output.contains("EXIT STATUS"))
        #expect(run.output.contains("USAGE: isolates"))
    }

    @Test(arguments: [
        (["rnu", "a.js"], "Did you mean 'run'?"), (["nonsense"], "There is no command 'nonsense'. There are run, "),
        (["run", "--timout", "1s", "-e", "1"], "Did you mean '--timeout'?"),
        (["rpc", "--require", "landlok"], "Did you mean landlock?"),
    ])
    func aMisspelledWordHasASuggestion(_ arguments: [String], _ text: String) async throws {
        let run = try await Program.run(arguments)
        #expect(run.status == 64)
        #expect(run.errors.contains(text), "\(run.errors)")
    }
}
