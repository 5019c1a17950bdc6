import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Torture", .timeLimit(.minutes(2)))
    struct TortureTests {
        @Test func `the files are there`() {
            #expect(TortureCase.all.count == 109)
            #expect(TortureCase.hostile.count == 89)
        }

        @Test(arguments: (TortureCase.all + TortureCase.hostile).filter { $0.json["special"] == nil })
        func `has the one right outcome, and harms no bystander`(torture: TortureCase) async throws {
            try await RPCClient.run { client in
                Self.defineFunctions(client)
                let bystander = try await client.context(["sandbox": ["kept": ["n": 1]]])
                try await TorturePlayer(client, torture.json).play()
                #expect(try await client.run("kept.n += 1", in: bystander) == 2)
                #expect(!client.hasUnclaimed)
            }
        }

        /// The functions that the cases' sandboxes name.
        private static func defineFunctions(_ client: RPCClient) {
            client.define("echo") { ["result": ["result": $0["args"]?[0] ?? .undefined]] }
            client.define("noop") { _ in ["result": [:]] }
            client.define("throw") { _ in
                let value: JSON = ["$type": "error", "value": ["name": "TypeError", "message": "host says no"]]
                return ["error": ["code": 1, "message": "host says no", "data": ["value": value]]]
            }
            client.define("never") { _ in nil }
            client.define("bad") { _ in ["result": ["result": ["$type": "nonsense"]]] }
            client.define("dispose") { params in
                _ = try? await client.call("disposeContext", ["context": params["context"] ?? .null])
                return ["result": [:]]
            }
        }
    }
}
