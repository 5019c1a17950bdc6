import Foundation
import Testing

/// The line that `--json` prints.
@Suite(.timeLimit(.minutes(1)))
struct JSONTests {
    @Test func resultAndSandbox() async throws {
        let run = try await Program.run(
            "run", "--json", "--sandbox", #"{"count":2}"#, "-e", "count += 1; name = 'kitty'; [count, 'a\\nb']")
        #expect(run.output == #"{"result":[3,"a\nb"],"sandbox":{"count":3,"name":"kitty"}}"# + "\n")
        #expect(run.errors == "")
        #expect(run.status == 0)
    }

    @Test(arguments: [
        ("undefined", #"{"$type":"undefined"}"#),
        ("NaN", #"{"$type":"number","value":"NaN"}"#),
        (
            "new Map([[1n, new Set()]])",
            #"{"$type":"map","value":[[{"$type":"bigint","value":"1"},{"$type":"set","value":[]}]]}"#
        ),
        ("'\\ud800'", #""\ud800""#),
        ("({ $type: 'own' })", #"{"$type":"object","value":{"$type":"own"}}"#),
    ])
    func resultIsInTheEncodingOfValues(code: String, json: String) async throws {
        let run = try await Program.run("run", "--json", "-e", code)
        #expect(run.output == #"{"result":\#(json),"sandbox":{}}"# + "\n")
    }

    @Test func printSandboxChangesNothing() async throws {
        let run = try await Program.run("run", "--json", "--print-sandbox", "-e", "x = 1")
        #expect(run.output == #"{"result":1,"sandbox":{"x":1}}"# + "\n")
    }

    @Test func thrownError() async throws {
        let run = try await Program.run("run", "--json", "-e", "throw new TypeError('no\\nway')")
        let error = try error(in: run)
        #expect(error.keys.sorted() == ["kind", "message", "stack", "value"])
        #expect(error["kind"] as? String == "exception")
        #expect(error["message"] as? String == "no\nway")
        #expect((error["stack"] as? String)?.hasPrefix("[eval]:1\nthrow new TypeError") == true)
        #expect((error["value"] as? [String: Any])?["$type"] as? String == "error")
        #expect(run.errors.contains("TypeError: no\nway"))
        #expect(run.status == 1)
    }

    @Test func thrownValue() async throws {
        let run = try await Program.run("run", "--json", "-e", "throw { code: 42 }")
        let error = try error(in: run)
        #expect(error["kind"] as? String == "exception")
        #expect(error["stack"] == nil)
        #expect(error["value"] as? [String: Int] == ["code": 42])
        #expect(run.status == 1)
    }

    @Test func compilationIsAnException() async throws {
        let run = try await Program.run("run", "--json", "-e", "let x = ;")
        let error = try error(in: run)
        #expect(error["kind"] as? String == "exception")
        #expect((error["stack"] as? String)?.hasPrefix("[eval]:1\nlet x = ;\n        ^\n") == true)
        #expect(run.status == 1)
    }

    @Test func timeout() async throws {
        let run = try await Program.run("run", "--json", "--timeout", "100ms", "-e", "for (;;);")
        #expect(
            run.output == #"{"error":{"kind":"timeout","message":"Script execution timed out after 100ms"}}"# + "\n")
        #expect(run.status == 124)
    }

    @Test func valueTooLarge() async throws {
        let run = try await Program.run(
            "run", "--json", "-e", "let a = []; for (let i = 0; i < 1500; i += 1) a = [a]; a")
        #expect(try error(in: run)["kind"] as? String == "valueTooLarge")
        #expect(run.status == 1)
    }

    @Test(arguments: [["--sandbox", "[]", "-e", "1"], ["/nowhere/script.js"]])
    func nothingWhereNothingRan(arguments: [String]) async throws {
        let run = try await Program.run(["run", "--json"] + arguments)
        #expect(run.output == "")
        #expect([64, 66].contains(run.status))
    }

    private func error(in run: Program.Ending) throws -> [String: Any] {
        #expect(run.output.hasSuffix("\n"))
        #expect(run.output.dropLast().contains("\n") == false)
        let line = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
        #expect(line?.count == 1)
        return try #require(line?["error"] as? [String: Any])
    }
}
