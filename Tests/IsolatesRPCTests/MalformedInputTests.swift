import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Malformed input", .timeLimit(.minutes(1)))
    struct MalformedInputTests {
        /// A line, and the code and id of its answer.
        struct Line: Sendable, CustomTestStringConvertible {
            let text: String
            let code: Int
            var id: JSON = .null

            var testDescription: String { String(text.prefix(60)) }
        }

        @Test(arguments: [
            Line(text: "{", code: -32700),
            Line(text: "nonsense", code: -32700),
            Line(text: #"{"jsonrpc":"2.0","id":1,"method":"stats"} {}"#, code: -32700),
            Line(text: #"{"jsonrpc":"2.0","id":1,"method":"sta"#, code: -32700),
            Line(text: #"{"jsonrpc":"2.0","id":01,"method":"stats"}"#, code: -32700),
            Line(text: #"{"jsonrpc":"2.0","id":"a","method":"stats",}"#, code: -32700),
            Line(text: #"{'jsonrpc':'2.0'}"#, code: -32700),
            Line(text: "\u{0}", code: -32700),
            Line(text: "\u{FEFF}{}", code: -32700),
            Line(text: "NaN", code: -32700),
            Line(text: "[]", code: -32600),
            Line(text: #"[{"jsonrpc":"2.0","id":"a","method":"stats"}]"#, code: -32600),
            Line(text: "5", code: -32600),
            Line(text: "\"text\"", code: -32600),
            Line(text: "null", code: -32600),
            Line(text: "{}", code: -32600),
            Line(text: #"{"jsonrpc":"2.0","id":"a"}"#, code: -32600, id: "a"),
            Line(text: #"{"jsonrpc":"2.0","id":"a","method":5}"#, code: -32600, id: "a"),
            Line(text: #"{"jsonrpc":"1.0","id":"a","method":"stats"}"#, code: -32600, id: "a"),
            Line(text: #"{"id":"a","method":"stats"}"#, code: -32600, id: "a"),
            Line(text: #"{"jsonrpc":"2.0","id":null,"method":"stats"}"#, code: -32600),
            Line(text: #"{"jsonrpc":"2.0","id":true,"method":"stats"}"#, code: -32600),
            Line(text: #"{"jsonrpc":"2.0","id":{},"method":"stats"}"#, code: -32600),
            Line(text: #"{"jsonrpc":"2.0","id":"a","id":"b","method":"stats"}"#, code: -32600),
            Line(text: #"{"jsonrpc":"2.0","id":"a","method":"stats","params":5}"#, code: -32600, id: "a"),
            Line(text: #"{"jsonrpc":"2.0","id":"a","method":"stats","params":[]}"#, code: -32602, id: "a"),
            Line(text: #"{"jsonrpc":"2.0","id":"a","method":"noSuchMethod"}"#, code: -32601, id: "a"),
            Line(text: #"{"jsonrpc":"2.0","id":123456.5,"method":"noSuchMethod"}"#, code: -32601, id: 123_456.5),
            Line(
                text: #"{"jsonrpc":"2.0","id":"\ud800","method":"noSuchMethod"}"#, code: -32601,
                id: .string(.init(utf16: [0xD800]))),
            Line(text: String(repeating: "[", count: 100_000), code: -32700),
            Line(text: String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000), code: -32600),
            Line(text: String(repeating: "[", count: 2_000_000), code: -32600),
        ])
        func `a malformed line is refused, and the next one is read`(line: Line) async throws {
            try await RPCClient.run { client in
                client.send(line: line.text)
                let answer = try await client.nextUnclaimed()
                #expect(answer["jsonrpc"] == "2.0")
                #expect(answer["error"]?["code"]?.int == line.code)
                #expect(answer["error"]?["message"]?.string?.isEmpty == false)
                #expect(answer["id"] == line.id)
                #expect(try await client.call("stats", member: "contexts") == 0)
            }
        }

        @Test func `empty lines, answers to nothing and notifications are not answered`() async throws {
            try await RPCClient.run { client in
                for line in [
                    "", "  \t", "\r", #"{"jsonrpc":"2.0","id":987654,"result":{"result":1}}"#,
                    #"{"jsonrpc":"2.0","id":null,"error":{"code":1,"message":"x"}}"#,
                    #"{"jsonrpc":"2.0","id":"x","result":5}"#,
                    #"{"jsonrpc":"2.0","method":"stats"}"#, #"{"jsonrpc":"2.0","method":"noSuchMethod"}"#,
                    #"{"jsonrpc":"2.0","method":"stats","params":{"bogus":1}}"#,
                ] { client.send(line: line) }
                client.send(line: #"{"jsonrpc":"2.0","id":"é","method":"stats"}"# + "\r")
                let answer = try await client.nextUnclaimed()
                #expect(answer["id"] == "é")
                #expect(!client.hasUnclaimed)
            }
        }

        @Test func `a notification is done all the same`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                client.send([
                    "jsonrpc": "2.0", "method": "setSandbox", "params": ["context": "\(context)", "assign": ["x": 1]],
                ])
                #expect(try await client.run("x", in: context) == 1)
            }
        }

        /// Parameters of a method, and the name that the refusal has.
        struct Params: Sendable, CustomTestStringConvertible {
            let method: String
            let params: JSON
            let name: String

            init(_ method: String, _ params: JSON, _ name: String) {
                self.method = method
                self.params = params
                self.name = name
            }

            var testDescription: String { "\(method) \(params)" }
        }

        static let refused: [Params] = [
            Params("createContext", ["sandbox": []], "sandbox"), Params("createContext", ["sandbox": 5], "sandbox"),
            Params("createContext", ["sandbox": ["x": ["$type": "noSuchType", "value": 1]]], "sandbox"),
            Params("createContext", ["sandbox": ["x": ["$type": "ref", "value": 99]]], "sandbox"),
            Params(
                "createContext",
                ["sandbox": ["x": ["$type": "typedarray", "value": ["type": "Uint32Array", "data": "!!!"]]]], "sandbox"),
            Params("createContext", ["sandbox": ["x": ["$type": "bigint", "value": "12abc"]]], "sandbox"),
            Params(
                "createContext", ["sandbox": ["x": ["$type": "regexp", "value": ["pattern": "(", "flags": ""]]]],
                "sandbox"),
            Params("createContext", ["name": 5], "name"), Params("createContext", ["origin": .null], "origin"),
            Params("createContext", ["codeGeneration": true], "codeGeneration"),
            Params("createContext", ["codeGeneration": ["strings": 1]], "codeGeneration.strings"),
            Params("createContext", ["codeGeneration": ["bogus": true]], "codeGeneration.bogus"),
            Params("createContext", ["microtaskMode": "never"], "microtaskMode"),
            Params("createContext", ["memoryLimit": 0], "memoryLimit"),
            Params("createContext", ["memoryLimit": 1.5], "memoryLimit"),
            Params("createContext", ["memoryLimit": "64MB"], "memoryLimit"),
            Params("createContext", ["recovery": "none"], "recovery"),
            Params("createContext", ["template": 5], "template"),
            Params("createContext", ["bogus": 1], "bogus"),
            Params("isContext", [:], "context"), Params("isContext", ["context": 1], "context"),
            Params("isContext", ["context": "c1", "bogus": 1], "bogus"),
            Params("forkContext", [:], "context"), Params("disposeContext", [:], "context"),
            Params("getSandbox", [:], "context"),
            Params("forkContext", ["context": "c1", "bogus": 1], "bogus"),
            Params("disposeContext", ["context": "c1", "bogus": 1], "bogus"),
            Params("getSandbox", ["context": "c1", "bogus": 1], "bogus"),
            Params("setSandbox", [:], "context"), Params("setSandbox", ["context": "c1", "assign": []], "assign"),
            Params("setSandbox", ["context": "c1", "remove": [5]], "remove"),
            Params("setSandbox", ["context": "c1", "bogus": 1], "bogus"),
            Params("createScript", [:], "code"), Params("createScript", ["code": 5], "code"),
            Params("createScript", ["code": "1", "filename": 5], "filename"),
            Params("createScript", ["code": "1", "lineOffset": 1.5], "lineOffset"),
            Params("createScript", ["code": "1", "columnOffset": "1"], "columnOffset"),
            Params("createScript", ["code": "1", "displayErrors": 1], "displayErrors"),
            Params("createScript", ["code": "1", "cachedData": "???"], "cachedData"),
            Params("createScript", ["code": "1", "produceCachedData": 1], "produceCachedData"),
            Params("createScript", ["code": "1", "timeout": 1], "timeout"),
            Params("disposeScript", [:], "script"), Params("disposeScript", ["script": "s1", "bogus": 1], "bogus"),
            Params("runInContext", ["code": "1"], "context"), Params("runInContext", ["context": "c1"], "code"),
            Params("runInContext", ["context": "c1", "code": "1", "script": "s1"], "code"),
            Params("runInContext", ["context": "c1", "script": "s1", "filename": "f"], "filename"),
            Params("runInContext", ["context": "c1", "code": "1", "timeout": 0], "timeout"),
            Params("runInContext", ["context": "c1", "code": "1", "timeout": -1], "timeout"),
            Params("runInContext", ["context": "c1", "code": "1", "timeout": "5"], "timeout"),
            Params("runInContext", ["context": "c1", "code": "1", "timeout": .null], "timeout"),
            Params("runInContext", ["context": "c1", "code": "1", "cpuTimeout": 0], "cpuTimeout"),
            Params("runInContext", ["context": "c1", "code": "1", "breakOnSigint": 1], "breakOnSigint"),
            Params("runInContext", ["context": "c1", "code": "1", "awaitPromise": "yes"], "awaitPromise"),
            Params("runInContext", ["context": "c1", "code": "1", "sandbox": [:]], "sandbox"),
            Params("runInNewContext", [:], "code"), Params("runInNewContext", ["code": "1", "timeout": 0], "timeout"),
            Params("runInNewContext", ["code": "1", "sandbox": 5], "sandbox"),
            Params("runInNewContext", ["code": "1", "context": "c1"], "context"),
            Params("runInThisContext", [:], "code"),
            Params("runInThisContext", ["code": "1", "timeout": 0], "timeout"),
            Params("runInThisContext", ["code": "1", "context": "c1"], "context"),
            Params("createTemplate", [:], "scripts"), Params("createTemplate", ["scripts": [], "bogus": 1], "bogus"),
            Params("disposeTemplate", [:], "template"),
            Params("disposeTemplate", ["template": "t1", "bogus": 1], "bogus"),
            Params("callFunction", ["args": []], "handle"), Params("callFunction", ["handle": "h"], "args"),
            Params("callFunction", ["handle": "h", "args": 5], "args"),
            Params("callFunction", ["handle": "h", "args": [["$type": "x"]]], "args"),
            Params("callFunction", ["handle": "h", "args": [], "timeout": 0], "timeout"),
            Params("callFunction", ["handle": "h", "args": [], "filename": "f"], "filename"),
            Params("releaseFunction", [:], "handle"), Params("releaseFunction", ["handle": "h", "bogus": 1], "bogus"),
            Params("awaitPromise", [:], "handle"), Params("awaitPromise", ["handle": "h", "timeout": 0], "timeout"),
            Params("cancel", [:], "id"), Params("cancel", ["id": .null], "id"),
            Params("cancel", ["id": 1, "bogus": 1], "bogus"),
            Params("stats", ["context": 5], "context"), Params("stats", ["bogus": 1], "bogus"),
        ]

        @Test func `parameters that are unknown, missing or wrong are refused by name`() async throws {
            try await RPCClient.run { client in
                for refused in Self.refused {
                    let failure = try await client.failure(refused.method, refused.params)
                    #expect(failure.code == -32602, "\(refused.testDescription): \(failure)")
                    #expect(failure.message.contains(refused.name), "\(refused.testDescription): \(failure.message)")
                }
            }
        }
    }
}
