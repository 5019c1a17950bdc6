import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Bursts", .timeLimit(.minutes(2)))
    struct BurstTests {
        @Test func `contexts are disposed and made in one write`() async throws {
            try await RPCClient.run { client in
                let count = 320
                let contexts = client.start(Array(repeating: ("createContext", [:]), count: count))
                var disposals: [(String, JSON)] = []
                for request in contexts {
                    disposals.append(("disposeContext", ["context": try await request.result()["context"] ?? .null]))
                }
                let burst = client.start(disposals + Array(repeating: ("createContext", [:]), count: count))
                for request in burst[..<count] { #expect(try await request.result() == .null) }
                for request in burst[count...] {
                    let context = try await request.result()["context"]?.string ?? ""
                    #expect(try await client.run("6 * 7", in: context) == 42)
                }
            }
        }
    }
}
