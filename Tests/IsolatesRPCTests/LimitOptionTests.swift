import IsolatesTestSupport
import Testing

extension RPCTests {
    /// The options of `isolates rpc`.
    @Suite("Options", .timeLimit(.minutes(1)))
    struct LimitOptionTests {
        @Test func `a run that asks for no timeout has the given one`() async throws {
            try await RPCClient.run("--timeout", "80ms") { client in
                let context = try await client.context()
                let failure = try await client.start("for (;;);", in: context).failure()
                #expect(failure.code == 2 && failure.data["timeout"] == 80)
                let own = try await client.start("for (;;);", in: context, ["timeout": 20]).failure()
                #expect(own.data["timeout"] == 20)
            }
        }

        @Test func `a context that asks for no memory limit has the given one`() async throws {
            try await RPCClient.run("--memory-limit", "64MB") { client in
                let context = try await client.context()
                let code = "const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1))"
                let failure = try await client.start(code, in: context, ["timeout": 20_000]).failure()
                #expect(failure.code == 4 && failure.data["memoryLimit"] == 67_108_864)
            }
        }

        @Test func `workers are no more than allowed`() async throws {
            try await RPCClient.run("--max-workers", "2") { client in
                _ = try await client.context(["recovery": "discard"])
                _ = try await client.context(["recovery": "discard"])
                #expect(try await client.failure("createContext", ["recovery": "discard"]).code == 8)
            }
        }

        @Test func `a layer that is there may be required`() async throws {
            try await RPCClient.run("--require", "systemCallFilter", "--require", "noNewPrivileges") { client in
                let context = try await client.context()
                #expect(try await client.run("6 * 7", in: context) == 42)
            }
        }
    }
}
