import IsolatesTestSupport
import Testing

extension RPCTests {
    /// Values that are handed on to the worker as they came, and those that are read before.
    @Suite("Unread values", .timeLimit(.minutes(1)))
    struct UnreadValueTests {
        @Test func `plain values arrive as they were written`() async throws {
            try await RPCClient.run { client in
                let values: JSON = [
                    "a": [1, -2.5, "é\"\\\n", .null, true, ["deep": [[]]]], "b": ["a": [:], "__proto__": 1],
                ]
                let context = try await client.context(["sandbox": values])
                #expect(try await client.run("({a, b})", in: context) == values)
                try await client.call("setSandbox", ["context": "\(context)", "assign": ["a": ["b": 1]]])
                #expect(try await client.run("a", in: context) == ["b": 1])
                let add = try #require(try await client.run("((...list) => list)", in: context).handle)
                #expect(
                    try await client.call("callFunction", ["handle": "\(add)", "args": [1, ["a": [2]], "c"]])
                        == ["result": [1, ["a": [2]], "c"]])
                #expect(
                    try await client.call("callFunction", ["handle": "\(add)", "args": [.undefined, 2]])
                        == ["result": [.undefined, 2]])
            }
        }

        @Test func `no identifier of a result stands for an object of the sandbox`() async throws {
            try await RPCClient.run { client in
                let plain: JSON = [["id": 1, "handle": "h"], ["id": 1]]
                #expect(
                    try await client.call("runInNewContext", ["code": "data", "sandbox": ["data": plain]])
                        == ["result": plain, "sandbox": ["data": plain]])

                let twice = try await client.call("runInNewContext", ["code": "var o = { id: 1 }; [o, o]"])
                #expect(twice["sandbox"] == ["o": ["id": 1]])
                #expect(twice["result"]?[0] == ["$type": "object", "id": 1, "value": ["id": 1]])
                #expect(twice["result"]?[1] == ["$type": "ref", "value": 1])

                let both = try await client.call("runInNewContext", ["code": "var o = {}, p = o; [o, o]"])
                let id = try #require(both["result"]?[0]?["id"])
                #expect(both["result"]?[1] == ["$type": "ref", "value": id])
                let other = try #require(both["sandbox"]?["o"]?["id"])
                #expect(both["sandbox"]?["p"] == ["$type": "ref", "value": other])
                #expect(id != other)
            }
        }

        @Test(arguments: [
            #"{"a":1,"a":2}"#, #"{"x":[{"a":1,"b":2,"a":3}]}"#, #"{"x":{"\u0024type":"what"}}"#,
            #"{"x":[{"a":1,"$type":"undefined"}]}"#, "[]", "5",
        ])
        func `what is no value is refused`(_ text: String) async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                client.send(
                    line: #"{"jsonrpc":"2.0","id":"raw","method":"setSandbox","params":{"context":"\#(context)","#
                        + #""assign":\#(text)}}"#)
                let answer = try await client.nextUnclaimed()
                #expect(answer["id"] == "raw")
                #expect(answer["error"]?["code"] == -32602)
                #expect(answer["error"]?["message"]?.string?.contains("assign") == true, "\(answer)")
                #expect(try await client.run("Object.keys(globalThis)", in: context) == [])
            }
        }

        @Test func `what is nested too deep is refused`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                func nested(_ depth: Int) -> JSON {
                    (1..<depth).reduce(into: JSON.array([])) { list, _ in list = [list] }
                }
                try await client.call("setSandbox", ["context": "\(context)", "assign": ["deep": nested(999)]])
                let failure = try await client.failure(
                    "setSandbox", ["context": "\(context)", "assign": ["deep": nested(1_000)]])
                #expect(failure.kind == "valueTooLarge")
                #expect(try await client.run("let n = 0; for (let x = deep; x; x = x[0]) n++; n", in: context) == 999)
            }
        }
    }
}
