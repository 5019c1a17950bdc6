import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Recovery", .timeLimit(.minutes(1)), .serialized)
    struct RecoveryTests {
        @Test func `a killed run is undone, and handles from before it live on`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["n": 1, "f": .function("f")]])
                client.define("f") { _ in ["result": ["result": 5]] }
                let handle = try await client.run("var kept = 'kept'; (() => kept)", in: context)["value"]!["handle"]!
                let failure = try await client.start("n = kept = 0; for (;;);", in: context, ["timeout": 50]).failure()
                #expect(failure.data == ["kind": "timeout", "timeout": 50, "rolledBack": true])
                #expect(try await client.run("n + f()", in: context) == 6)
                #expect(try await client.call("callFunction", ["handle": handle, "args": []])["result"] == "kept")
                #expect(try await client.call("stats", member: "rollbacks") == 1)
            }
        }

        @Test func `cpuTimeout counts CPU time alone`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["wait": .function("wait")]])
                client.define("wait") { _ in
                    try? await Task.sleep(for: .milliseconds(300))
                    return ["result": [:]]
                }
                let waited = try await client.start("wait(); 'waited'", in: context, ["cpuTimeout": 200]).result()
                #expect(waited["result"] == "waited")
                let failure = try await client.start("for (;;);", in: context, ["cpuTimeout": 62.5]).failure()
                #expect(
                    failure.code == 2 && failure.data == ["kind": "timeout", "cpuTimeout": 62.5, "rolledBack": true])
            }
        }

        @Test func `forkContext copies a live context`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["who": .function("who")]])
                client.define("who") { ["result": ["result": $0["context"] ?? .null]] }
                _ = try await client.run("let n = 1; const next = () => n += 1", in: context)
                let fork = try await client.call("forkContext", ["context": "\(context)"], member: "context")!.string!
                #expect(try await client.run("next()", in: fork) == 2)
                #expect(try await client.run("next() + who()", in: fork) == .string("3\(fork)"))
                #expect(try await client.run("next() + who()", in: context) == .string("2\(context)"))
                #expect(try await client.failure("forkContext", ["context": "c99"]).code == 6)
            }
        }

        @Test func `templates give contexts what their scripts made`() async throws {
            try await RPCClient.run { client in
                let scripts: JSON = [
                    ["code": "const twice = n => n * base", "filename": "a.js"], ["code": "let count = 0"],
                ]
                let template = try await client.call(
                    "createTemplate", ["scripts": scripts, "sandbox": ["base": 2]], member: "template")!
                let context = try await client.context(["template": template, "sandbox": ["n": 21]])
                #expect(try await client.run("count += 1; twice(n)", in: context) == 42)
                let once = try await client.call("runInNewContext", ["code": "count", "template": template])
                #expect(once["result"] == 0)
                #expect(try await client.call("disposeTemplate", ["template": template]) == .null)
                #expect(try await client.run("count", in: context) == 1)
                for method in ["createContext", "disposeTemplate"] {
                    #expect(try await client.failure(method, ["template": template]).code == 6)
                }
                let thrown = try await client.failure(
                    "createTemplate", ["scripts": [["code": "throw new TypeError('no')"]]])
                #expect(thrown.code == 1 && thrown.data["name"] == "TypeError")
                for scripts in [5, [5], [["filename": "a.js"]], [["code": "1", "bogus": 1]]] as [JSON] {
                    #expect(try await client.failure("createTemplate", ["scripts": scripts]).code == -32602)
                }
            }
        }

        @Test func `stats tell whether there is a checkpoint`() async throws {
            try await RPCClient.run { client in
                for (recovery, expected) in [("rollback", true), ("discard", false)] as [(JSON, JSON)] {
                    let context = try await client.context(["recovery": recovery])
                    _ = try await client.run("let n = 1", in: context)
                    try await Task.sleep(for: .milliseconds(300))
                    #expect(try await client.call("stats", ["context": "\(context)"], member: "checkpoint") == expected)
                }
            }
        }
    }
}
