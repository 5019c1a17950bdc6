import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Functions and promises that the client holds", .timeLimit(.minutes(1)))
    struct HandleTests {
        @Test func `a function keeps its closure and gets this and arguments`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let handle = try #require(
                    try await client.run("let n = 1; (function (a, b) { return [this.k, a, b, n++] })", in: context)
                        .handle)
                let call: JSON = ["handle": "\(handle)", "this": ["k": "t"], "args": [1, .undefined]]
                #expect(try await client.call("callFunction", call) == ["result": ["t", 1, .undefined, 1]])
                #expect(try await client.call("callFunction", call)["result"]?[3] == 2)
            }
        }

        @Test func `a released handle is gone, others are not`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let result = try await client.run("const f = () => 1; [f, f]", in: context)
                let handles = try [
                    #require(result[0]?.handle),
                    #require((result[1]?.handle) ?? result[0]?["handle"]?.string ?? "shared"),
                ]
                #expect(try await client.call("releaseFunction", ["handle": "\(handles[0])"]) == .null)
                #expect(try await client.failure("callFunction", ["handle": "\(handles[0])", "args": []]).code == 6)
                #expect(try await client.failure("releaseFunction", ["handle": "\(handles[0])"]).code == 6)
                let again = try #require(try await client.run("f", in: context).handle)
                #expect(try await client.call("callFunction", ["handle": "\(again)", "args": []]) == ["result": 1])
            }
        }

        @Test func `handles end with their context`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let handle = try #require(try await client.run("() => 1", in: context).handle)
                try await client.call("disposeContext", ["context": "\(context)"])
                #expect(try await client.failure("callFunction", ["handle": "\(handle)", "args": []]).code == 6)
                #expect(try await client.failure("releaseFunction", ["handle": "\(handle)"]).code == 6)
            }
        }

        @Test func `a promise is awaited by its handle`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let result = try await client.run(
                    "({ good: (async () => 5)(), bad: Promise.reject(new RangeError('b')) })", in: context)
                let good = try #require(result["good"]?.handle)
                let bad = try #require(result["bad"]?.handle)
                #expect(try await client.call("awaitPromise", ["handle": "\(good)"]) == ["result": 5])
                #expect(try await client.failure("awaitPromise", ["handle": "\(bad)"]).data["name"] == "RangeError")
                #expect(try await client.failure("callFunction", ["handle": "\(good)", "args": []]).code == -32602)
                try await client.call("releaseFunction", ["handle": "\(good)"])
                #expect(try await client.failure("awaitPromise", ["handle": "\(good)"]).code == 6)
            }
        }

        @Test func `a handle that goes back is the very same function`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let function = try await client.run("const f = () => 1; globalThis.isF = x => x === f; f", in: context)
                let isF = try #require(try await client.run("isF", in: context).handle)
                #expect(
                    try await client.call("callFunction", ["handle": "\(isF)", "args": [function]]) == ["result": true])
            }
        }

        @Test func `a function of one context is called from another`() async throws {
            try await RPCClient.run { client in
                let here = try await client.context()
                let function = try await client.run("let n = 40; x => n += x", in: here)
                let there = try await client.context(["sandbox": ["add": function]])
                #expect(try await client.run("add(2)", in: there) == 42)
                #expect(try await client.run("n", in: here) == 42)
            }
        }

        @Test func `functions in thrown values, console entries and arguments are handles, too`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["take": .function("take")]])
                client.define("take") { params in
                    let handle = params["args"]?[0]?.handle ?? ""
                    let result = try? await client.call("callFunction", ["handle": "\(handle)", "args": [20]])
                    return ["result": ["result": result?["result"] ?? .null]]
                }
                #expect(try await client.run("take(x => x + 1)", in: context) == 21)
                let thrown = try #require(
                    try await client.start("throw x => x + 2", in: context).failure().data["value"]?.handle)
                #expect(try await client.call("callFunction", ["handle": "\(thrown)", "args": [1]]) == ["result": 3])
                try await client.run("console.log(x => x + 3)", in: context)
                let written = try #require(client.notifications("console").first?["args"]?[0]?.handle)
                #expect(try await client.call("callFunction", ["handle": "\(written)", "args": [1]]) == ["result": 4])
            }
        }
    }
}
