import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Pipelining and order", .timeLimit(.minutes(1)))
    struct OrderTests {
        @Test func `requests that name one context are done in order`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["log": ""]])
                var requests: [Request] = []
                for number in 0..<100 {
                    requests.append(client.start("log += '\(number),'; log.length", in: context))
                    requests.append(
                        client.start(
                            "setSandbox", ["context": "\(context)", "assign": ["last": .number(Double(number))]]))
                    requests.append(client.start("log += last + ';'", in: context))
                }
                for request in requests { _ = try await request.result() }
                let expected = (0..<100).map { "\($0),\($0);" }.joined()
                #expect(try await client.run("log", in: context) == "\(expected)")
            }
        }

        @Test func `runs in different contexts go on in parallel`() async throws {
            try await RPCClient.run { client in
                let contexts = try await [client.context(), client.context()]
                let endless = client.start("for (;;);", in: contexts[0], ["timeout": 5_000])
                #expect(try await client.run("1", in: contexts[1]) == 1)
                #expect(!endless.isAnswered)
                try await client.call("disposeContext", ["context": "\(contexts[0])"])
                #expect(try await endless.failure().kind == "disposed")
            }
        }

        @Test func `cancelling a queued request harms nothing else`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["wait": .function("wait"), "log": []]])
                let open = Rendezvous(of: 2)
                client.define("wait") { _ in
                    await open.arrive()
                    return ["result": [:]]
                }
                let running = client.start("wait(); log.push(1)", in: context)
                let queued = client.start("log.push(2)", in: context)
                let last = client.start("log.push(3); log", in: context)
                #expect(try await client.call("cancel", ["id": .number(Double(queued.id))]) == true)
                let failure = try await queued.failure()
                #expect(failure.code == 3 && failure.data["reason"] == "cancel")
                await open.arrive()
                _ = try await running.result()
                #expect(try await last.gives(["result": [1, 3]]))
            }
        }

        @Test func `ids come back as they were written`() async throws {
            try await RPCClient.run { client in
                for id in [#""a\u0062""#, "12345678901234567890", "-1.50", "-7", #""""#] {
                    client.send(line: #"{"jsonrpc":"2.0","id":\#(id),"method":"isContext","params":{"context":"c1"}}"#)
                    let answer = try await client.nextUnclaimed()
                    #expect(try answer["id"] == JSON(id))
                }
            }
        }

        @Test func `many requests at once in many contexts`() async throws {
            try await RPCClient.run { client in
                let requests = (0..<60).map { client.start("runInNewContext", ["code": "\($0) * 2"]) }
                for (number, request) in requests.enumerated() {
                    let result = try await request.result()
                    #expect(result == ["result": .number(Double(number * 2)), "sandbox": [:]])
                }
                #expect(try await client.call("stats", member: "contexts") == 0)
            }
        }
    }
}
