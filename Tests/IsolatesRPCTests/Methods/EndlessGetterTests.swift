import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Endless getters over the RPC", .timeLimit(.minutes(1)))
    struct EndlessGetterTests {
        @Test(arguments: ["timeout", "cpuTimeout"]) func `reading and writing the sandbox is bounded`(
            limit: String
        ) async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["n": 1]])
                try await client.run(
                    "Object.defineProperty(globalThis, 'e', { get() { for (;;); }, set(v) { for (;;); }, "
                        + "enumerable: true, configurable: true }); 0", in: context)
                let named: JSON = ["context": "\(context)"]
                let own: JSON = ["\(limit)": 100]
                for (method, parameters) in [("getSandbox", [:]), ("setSandbox", ["assign": ["n": 2, "e": 1]])]
                    as [(String, JSON)]
                {
                    let failure = try await client.failure(method, named.merging(parameters).merging(own))
                    #expect(failure.kind == "timeout" && failure.data[limit] == 100, "\(failure)")
                    #expect(failure.data["rolledBack"] == true)
                }
                #expect(try await client.run("n", in: context, ["\(limit)": 150]) == 1)
                let failure = try await client.failure("getSandbox", named)
                #expect(failure.kind == "timeout" && failure.data[limit] == 150, "the limits of the last run")
                #expect(try await client.failure("getSandbox", named.merging(["timeout": 0])).code == -32602)
            }
        }
    }
}
