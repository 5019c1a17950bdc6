import IsolatesTestSupport
import Testing

extension RPCTests {
    /// What a function is when it crosses, and on what it is called.
    @Suite("Functions' identity", .timeLimit(.minutes(1)))
    struct IdentityTests {
        @Test func `one function has one handle`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let handle = try #require(try await client.run("var f = () => 1; f", in: context).handle)
                #expect(try await client.run("f", in: context).handle == handle)
                let sandbox = try await client.call("getSandbox", ["context": "\(context)"], member: "sandbox")
                #expect(sandbox?["f"]?.handle == handle)
                try await client.call("releaseFunction", ["handle": "\(handle)"])
                #expect(try await client.failure("callFunction", ["handle": "\(handle)", "args": []]).code == 6)
                let again = try #require(try await client.run("f", in: context).handle)
                #expect(try await client.call("callFunction", ["handle": "\(again)", "args": []]) == ["result": 1])
            }
        }

        @Test func `releasing what the console told takes away nothing else`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let handle = try #require(try await client.run("var f = () => 1; f", in: context).handle)
                try await client.run("console.log(f); 0", in: context)
                let told = try #require(client.notifications("console").first?["args"]?[0]?.handle)
                #expect(told == handle)
                try await client.call("releaseFunction", ["handle": "\(told)"])
                #expect(try await client.call("callFunction", ["handle": "\(handle)", "args": []]) == ["result": 1])
                try await client.call("releaseFunction", ["handle": "\(handle)"])
                #expect(try await client.failure("callFunction", ["handle": "\(handle)", "args": []]).code == 6)
            }
        }

        @Test func `a function of the client's is the same each time it comes in`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["log": .function("log")]])
                try await client.call(
                    "setSandbox",
                    ["context": "\(context)", "assign": ["again": .function("log"), "other": .function("o")]])
                #expect(try await client.run("[log === again, log === other]", in: context) == [true, false])
                let handle = try #require(try await client.run("log", in: context).handle)
                let isLog = try #require(try await client.run("(f => f === log)", in: context).handle)
                #expect(
                    try await client.call("callFunction", ["handle": "\(isLog)", "args": [.function("\(handle)")]])
                        == ["result": true])
            }
        }

        @Test(arguments: [
            ("undefined", JSON.undefined), ("null", .null), ("number", 5), ("string", "text"),
        ])
        func `a strict function gets the receiver that it was given`(_ name: String, _ this: JSON) async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let code = "'use strict'; (function () { return this === null ? 'null' : typeof this })"
                let handle = try #require(try await client.run(code, in: context).handle)
                #expect(
                    try await client.call("callFunction", ["handle": "\(handle)", "this": this, "args": []])
                        == ["result": "\(name)"])
            }
        }

        @Test func `without a receiver a strict function can't write to the global object`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let handle = try #require(
                    try await client.run("'use strict'; (function () { this.leak = 1 })", in: context).handle)
                let failure = try await client.failure("callFunction", ["handle": "\(handle)", "args": []])
                #expect(failure.data["name"] == "TypeError")
                #expect(try await client.run("typeof leak", in: context) == "undefined")
                let sloppy = try #require(
                    try await client.run("(function () { return this === globalThis })", in: context).handle)
                #expect(try await client.call("callFunction", ["handle": "\(sloppy)", "args": []]) == ["result": true])
            }
        }
    }
}
