import Foundation
import Testing

/// The options of `run`, one by one.
@Suite(.timeLimit(.minutes(1)))
struct OptionTests {
    @Test func evalHasALongName() async throws {
        let run = try await Program.run("run", "--eval", "6 * 7")
        #expect(run.output == "42\n")
    }

    @Test func evalTakesCodeThatBeginsWithADash() async throws {
        let run = try await Program.run(
            "run", "-e", "--json; var json = 1", "--sandbox", #"{"json":3}"#, "--print-sandbox")
        #expect(run.output == "2\n{ json: 1 }\n")
    }

    @Test func sandboxIsGiven() async throws {
        let run = try await Program.run("run", "--sandbox", #"{"a":3,"b":{"c":[4]}}"#, "-e", "a + b.c[0]")
        #expect(run.output == "7\n")
    }

    @Test func sandboxIsInTheEncodingOfValues() async throws {
        let run = try await Program.run(
            "run", "--sandbox",
            #"{"big":{"$type":"bigint","value":"5"},"when":{"$type":"date","value":"2026-01-02T03:04:05.678Z"}}"#,
            "-e", "`${typeof big} ${when.getTime()}`")
        #expect(run.output == "bigint 1767323045678\n")
    }

    @Test func sandboxComesFromAFile() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write(#"{ "a": 1 }"# + "\n", to: "sandbox.json")
            let run = try await Program.run("run", "--sandbox", "@sandbox.json", "-e", "a", in: directory)
            #expect(run.output == "1\n")
        }
    }

    @Test func printSandbox() async throws {
        let run = try await Program.run(
            "run", "--sandbox", #"{"count":2}"#, "-e", "count += 1; name = 'kitty'; count", "--print-sandbox")
        #expect(run.output.hasPrefix("3\n"))
        #expect(run.output.contains("count: 3"))
        #expect(run.output.contains("kitty"))
    }

    @Test func printSandboxWithoutResult() async throws {
        let run = try await Program.run("run", "-e", "var x = 1", "--print-sandbox")
        #expect(run.output == "{ x: 1 }\n")
    }

    @Test func timeoutInSecondsHasAFraction() async throws {
        let run = try await Program.run("run", "--timeout", "0.2s", "-e", "for (;;);")
        #expect(run.status == 124)
        #expect(run.errors == "Error: Script execution timed out after 200ms\n")
    }

    @Test func timeoutThatIsNotReached() async throws {
        let run = try await Program.run("run", "--timeout", "30s", "--memory-limit", "1GB", "-e", "1")
        #expect(run.output == "1\n")
        #expect(run.status == 0)
    }

    @Test func timeoutHoldsForGettersOfTheSandbox() async throws {
        let run = try await Program.run(
            "run", "--timeout", "200ms", "--print-sandbox", "-e",
            "Object.defineProperty(globalThis, 'x', { enumerable: true, get() { for (;;); } }); 1")
        #expect(run.status == 124)
    }

    @Test func filenameAndOffsets() async throws {
        let run = try await Program.run(
            "run", "--filename", "page.html", "--line-offset", "10", "--column-offset", "5", "-e",
            "throw new Error('x')")
        #expect(run.errors.hasPrefix("page.html:11\n"))
        #expect(run.errors.contains("at page.html:11:"))
        let line = run.errors.split(separator: "\n").last { $0.contains("at page.html:11:") }
        let column = try #require(line?.split(separator: ":").last.flatMap { Int($0) })
        let plain = try await Program.run("run", "-e", "throw new Error('x')")
        let plainLine = plain.errors.split(separator: "\n").last { $0.contains("at [eval]:1:") }
        let plainColumn = try #require(plainLine?.split(separator: ":").last.flatMap { Int($0) })
        #expect(column == plainColumn + 5)
    }

    @Test func offsetsMayBeNegative() async throws {
        let run = try await Program.run(
            "run", "--line-offset", "-1", "--column-offset", "-2", "-e", "\n\nthrow new Error('x')")
        #expect(run.errors.hasPrefix("[eval]:2\n"))
    }

    @Test func awaitGivesWhatThePromiseGives() async throws {
        let run = try await Program.run("run", "--await", "-e", "Promise.resolve('settled')")
        #expect(run.output == "settled\n")
    }

    @Test func awaitGivesARejection() async throws {
        let run = try await Program.run("run", "--await", "-e", "Promise.reject(new RangeError('no'))")
        #expect(run.errors.contains("RangeError: no"))
        #expect(run.status == 1)
    }

    @Test func awaitEndsWhereNothingIsLeftToSettle() async throws {
        let run = try await Program.run("run", "--await", "-e", "new Promise(() => {})")
        #expect(run.status == 1)
    }
}
