import Testing

/// What `run` prints of a result.
@Suite(.timeLimit(.minutes(1)))
struct ResultTests {
    @Test func stringIsBare() async throws {
        let run = try await Program.run("run", "-e", #"'it\'s ' + "“bare”""#)
        #expect(run.output == "it's “bare”\n")
        #expect(run.errors == "")
        #expect(run.status == 0)
    }

    @Test func emptyStringIsAnEmptyLine() async throws {
        let run = try await Program.run("run", "-e", "''")
        #expect(run.output == "\n")
    }

    @Test(arguments: [
        ("1 + 1", "2"), ("-0", "-0"), ("null", "null"), ("10n ** 20n", "100000000000000000000n"), ("-1", "-1"),
    ])
    func primitive(code: String, printed: String) async throws {
        let run = try await Program.run("run", "-e", code)
        #expect(run.output == printed + "\n")
        #expect(run.status == 0)
    }

    @Test func objectIsInspected() async throws {
        let run = try await Program.run("run", "-e", "({ a: 1, b: true })")
        #expect(run.output == "{ a: 1, b: true }\n")
    }

    @Test func undefinedIsNotPrinted() async throws {
        let run = try await Program.run("run", "-e", "undefined")
        #expect(run.output == "")
        #expect(run.status == 0)
    }

    @Test func loneSurrogateIsReplaced() async throws {
        let run = try await Program.run("run", "-e", #""a\ud800b""#)
        #expect(run.output == "a\u{FFFD}b\n")
    }

    @Test func promiseIsNotAwaited() async throws {
        let run = try await Program.run("run", "-e", "Promise.resolve('settled')")
        #expect(run.output.hasPrefix("Promise"))
        #expect(run.status == 0)
    }
}
