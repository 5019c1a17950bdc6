import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("What the program tells of itself over the RPC", .timeLimit(.minutes(1)))
    struct DescribeTests {
        @Test func `describe names the version, the engine, each method and each layer`() async throws {
            try await RPCClient.run { client in
                let description = try await client.call("describe", [:])
                #expect(description["version"]?.string?.split(separator: ".").count == 3)
                #expect(description["engine"]?.string?.hasPrefix("JavaScriptCore ") == true)
                let methods = try #require(description["methods"]?.array).compactMap(\.string)
                #expect(methods.count == 19)
                for method in methods {
                    let failure = try await client.failure(method, ["noSuchParameter": 1])
                    #expect(failure.code == -32602, "\(method)")
                }
                let layers = try #require(description["layers"])
                #expect(layers.keys.count == 11)
                for name in layers.keys {
                    let layer = try #require(layers[name])
                    #expect((layer["on"] == true) == (layer["reason"] == nil), "\(name)")
                }
                #expect(["log", "fork"].contains(try #require(description["recovery"]?.string)))
            }
        }
    }
}
