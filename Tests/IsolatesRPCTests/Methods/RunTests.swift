import IsolatesTestSupport
import Testing
import Wire

extension RPCTests {
    @Suite("Runs over the RPC", .timeLimit(.minutes(1)))
    struct RunTests {
        @Test func `lone surrogates in code reach the engine as they are`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let params = #"{"context":"\#(context)","code":"'\ud800x'.charCodeAt(0)"}"#
                client.send(line: #"{"jsonrpc":"2.0","id":"a","method":"runInContext","params":\#(params)}"#)
                #expect(try await client.nextUnclaimed()["result"] == ["result": 0xd800])
                client.send(line: #"{"jsonrpc":"2.0","id":"b","method":"createScript","params":{"code":"'\udc00'"}}"#)
                let script = try #require(try await client.nextUnclaimed()["result"]?["script"])
                let result = try await client.call("runInContext", ["context": "\(context)", "script": script])
                #expect(result == ["result": .string(JSString(utf16: [0xdc00]))])
            }
        }

        @Test func `cachedData is accepted for the same script, and harms no other`() async throws {
            try await RPCClient.run { client in
                let made = try await client.call("createScript", ["code": "6 * 7", "produceCachedData": true])
                #expect(
                    made.keys == ["script", "cachedDataProduced", "cachedData"] && made["cachedDataProduced"] == true)
                let data = try #require(made["cachedData"]?.string)
                for (code, cachedData, isRejected) in [
                    ("6 * 7", data, false), ("6 * 8", data, true), ("6 * 7", "AAAA", true), ("6 * 7", "", true),
                ] {
                    let params: JSON = ["code": "\(code)", "cachedData": "\(cachedData)"]
                    let script = try await client.call("createScript", params)
                    #expect(
                        script.keys == ["script", "cachedDataRejected"]
                            && script["cachedDataRejected"] == .bool(isRejected))
                    let result = try await client.call("runInNewContext", ["script": script["script"]!])
                    #expect(result["result"] == (code == "6 * 7" ? 42 : 48))
                }
                #expect(try await client.failure("createScript", ["code": "1", "cachedData": "a"]).code == -32602)
            }
        }

        @Test func `cancelling one createScript harms no other`() async throws {
            try await RPCClient.run { client in
                let long = "var a = [" + String(repeating: "1,2,3,4,5,6,7,8,9,", count: 400_000) + "]"
                let cancelled = client.start("createScript", ["code": "\(long)"])
                let others = (0..<5).map { client.start("createScript", ["code": "\($0)"]) }
                try await client.call("cancel", ["id": .number(Double(cancelled.id))])
                #expect(try await cancelled.failure().kind == "interrupted")
                for other in others { #expect(try await other.result()["script"] != nil) }
            }
        }

        @Test func `a script is made once and runs in any number of contexts`() async throws {
            try await RPCClient.run { client in
                let script = try await client.call("createScript", ["code": "globalThis.n = (globalThis.n ?? 0) + 1"])
                #expect(script.keys == ["script"])
                let contexts = try await [client.context(), client.context()]
                for (context, expected) in [(contexts[0], 1), (contexts[0], 2), (contexts[1], 1)] {
                    let result = try await client.call(
                        "runInContext", ["script": script["script"]!, "context": "\(context)"])
                    #expect(result == ["result": .number(Double(expected))])
                }
                #expect(try await client.call("disposeScript", ["script": script["script"]!]) == .null)
                let gone = try await client.failure(
                    "runInContext", ["script": script["script"]!, "context": "\(contexts[0])"])
                #expect(gone.code == 6)
                #expect(try await client.failure("disposeScript", ["script": script["script"]!]).code == 6)
            }
        }

        @Test func `createScript compiles and does not run`() async throws {
            try await RPCClient.run { client in
                let failure = try await client.failure("createScript", ["code": "let = ;", "filename": "f.js"])
                #expect(
                    failure.code == 1 && failure.data["name"] == "SyntaxError" && failure.data["filename"] == "f.js")
                #expect(try await client.call("createScript", ["code": "throw 1"], member: "script") != nil)
            }
        }

        @Test func `a source map's place is told`() async throws {
            try await RPCClient.run { client in
                let made = try await client.call("createScript", ["code": "6 * 7 //# sourceMappingURL=a.map"])
                #expect(made["sourceMapURL"] == "a.map")
                for code in [
                    "`\n//# sourceMappingURL=in-template.map\n`; 1", "'//# sourceMappingURL=in-string.map'",
                    "/*\n//# sourceMappingURL=in-comment.map\n*/", "/[//# sourceMappingURL=in-regexp.map]/",
                    "`${ {a: `//# sourceMappingURL=in-nested.map`}.a }//# sourceMappingURL=in-outer.map`",
                ] {
                    let script = try await client.call("createScript", ["code": "\(code)"])
                    #expect(script["sourceMapURL"] == nil, "\(code)")
                }
                let last =
                    "a = 4 / 2; b = `${ {} }`; //# sourceMappingURL=one.map\n/x/.test('y') //# sourceMappingURL=two.map\n"
                #expect(try await client.call("createScript", ["code": "\(last)"])["sourceMapURL"] == "two.map")
            }
        }

        @Test func `runInNewContext gives the result and the sandbox`() async throws {
            try await RPCClient.run { client in
                let result = try await client.call(
                    "runInNewContext", ["code": "n += 1; m = 'x'; n * 2", "sandbox": ["n": 20]])
                #expect(result == ["result": 42, "sandbox": ["n": 21, "m": "x"]])
                let stats = try await client.call("stats")
                #expect(stats["contexts"] == 0)
            }
        }

        @Test func `ids are unique in one message`() async throws {
            try await RPCClient.run { client in
                let code = "const r = {}; r.r = r; this.s = {}; s.s = s; r"
                let result = try await client.call("runInNewContext", ["code": "\(code)"])
                #expect(result["result"]?["id"] != nil)
                #expect(result["result"]?["id"] != result["sandbox"]?["s"]?["id"])
            }
        }

        @Test func `a context of runInNewContext lives as long as its handles`() async throws {
            try await RPCClient.run { client in
                let result = try await client.call(
                    "runInNewContext", ["code": "let n = 0; () => ++n", "timeout": 5_000])
                let handle = try #require(result["result"]?.handle)
                #expect(try await client.call("callFunction", ["handle": "\(handle)", "args": []]) == ["result": 1])
                #expect(try await client.call("callFunction", ["handle": "\(handle)", "args": []]) == ["result": 2])
                #expect(try await client.call("stats", member: "contexts") == 1)
                try await client.call("releaseFunction", ["handle": "\(handle)"])
                #expect(try await client.call("stats", member: "contexts") == 0)
            }
        }

        @Test func `the timeout of runInNewContext holds for the sandbox's getters`() async throws {
            try await RPCClient.run { client in
                let code = "Object.defineProperty(this, 'x', { enumerable: true, get() { for (;;); } }); 1"
                let result = try await client.call("runInNewContext", ["code": "\(code)", "timeout": 200])
                #expect(result["sandboxError"]?["code"] == 2 && result["sandboxError"]?["data"]?["timeout"] == 200)
                #expect(result["sandboxError"]?["message"] == "Script execution timed out after 200ms")
            }
        }

        @Test func `runInThisContext has one context`() async throws {
            try await RPCClient.run { client in
                let first = client.start("runInThisContext", ["code": "globalThis.v = 5"])
                let second = client.start("runInThisContext", ["code": "v + 1"])
                let results = try await [first.result(), second.result()]
                #expect(results == [["result": 5], ["result": 6]])
            }
        }

        @Test func `places and options of code`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let options: JSON = ["filename": "a.js", "lineOffset": 10, "columnOffset": -1, "displayErrors": false]
                let failure = try await client.start("\nthrow new RangeError('r')", in: context, options).failure()
                #expect(failure.data["filename"] == "a.js" && failure.data["line"] == 12)
                #expect(failure.data["stack"]?.string?.hasPrefix("RangeError: r\n    at ") == true)
                let displayed = try await client.start("throw new RangeError('r')", in: context, ["filename": "a.js"])
                    .failure()
                #expect(displayed.data["stack"]?.string?.hasPrefix("a.js:1\nthrow new RangeError('r')\n") == true)
            }
        }

        @Test func `awaitPromise gives what await would`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                #expect(try await client.run("(async () => 7)()", in: context, ["awaitPromise": true]) == 7)
                let rejected = try await client.start(
                    "Promise.reject(new TypeError('t'))", in: context, ["awaitPromise": true]
                ).failure()
                #expect(rejected.code == 1 && rejected.data["name"] == "TypeError")
                let stuck = try await client.start("new Promise(() => {})", in: context, ["awaitPromise": true])
                    .failure()
                #expect(stuck.code == 1 && stuck.data["name"] == "Error")
            }
        }

        @Test func `values of every kind come back as they went`() async throws {
            let values: [JSON] = [
                .null, true, "\u{1F600}", -1.5, [1, .undefined], ["$type": "number", "value": "-0"],
                ["$type": "bigint", "value": "-12"], ["$type": "symbol", "value": "x", "registered": true],
                ["$type": "date", "value": "2026-01-02T03:04:05.678Z"], ["$type": "date", "value": .null],
                ["$type": "regexp", "value": ["pattern": "a+", "flags": "gi"]], ["$type": "map", "value": [["k", 1]]],
                ["$type": "set", "value": [1, 2]], ["$type": "arraybuffer", "value": "AQID"],
                ["$type": "typedarray", "value": ["type": "Int16Array", "data": "AQIDBA=="]],
                ["$type": "object", "value": ["$type": "own"]],
                ["$type": "array", "id": 1, "value": [["$type": "ref", "value": 1]]],
            ]
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["all": .array(values)]])
                #expect(try await client.run("all", in: context) == .array(values))
                let handle = try #require(try await client.run("x => x", in: context).handle)
                for value in values {
                    #expect(
                        try await client.call("callFunction", ["handle": "\(handle)", "args": [value]]) == [
                            "result": value
                        ])
                }
            }
        }
    }
}
