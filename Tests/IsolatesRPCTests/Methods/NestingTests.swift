import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Calls back while a run waits", .timeLimit(.minutes(1)))
    struct NestingTests {
        @Test func `a run in the context that waits is served at once`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f"), "n": 1]])
                client.define("f") { params in
                    let result = try? await client.call(
                        "runInContext", ["context": params["context"]!, "code": "n += 1"])
                    return ["result": result ?? .null]
                }
                #expect(try await client.run("f() + 10 * n", in: context) == 22)
            }
        }

        @Test func `every method is served in the context that waits`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f"), "n": 1]])
                client.define("f") { params in
                    let context = params["context"]!
                    do {
                        try await client.call("setSandbox", ["context": context, "assign": ["n": 5]])
                        let sandbox = try await client.call("getSandbox", ["context": context])
                        let isContext = try await client.call("isContext", ["context": context])
                        let state = try await client.call("stats", ["context": context])
                        return ["result": ["result": [sandbox["sandbox"]!["n"]!, isContext, state["state"]!]]]
                    } catch {
                        return ["error": ["code": 1, "message": "\(error)"]]
                    }
                }
                #expect(try await client.run("f()", in: context) == [5, true, "waiting"])
            }
        }

        @Test func `a timeout of a run inside another is named in both`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f")]])
                client.define("f") { params in
                    let inner: JSON = ["context": params["context"]!, "code": "for (;;);", "timeout": 40]
                    _ = try? await client.failure("runInContext", inner)
                    return ["result": [:]]
                }
                let failure = try await client.start("f()", in: context, ["timeout": 10_000]).failure()
                #expect(failure.code == 2)
                #expect(failure.message.contains("40ms"))
                #expect(failure.data["timeout"] == 40)
            }
        }

        @Test func `calls nest as deep as the client likes`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["down": .function("down")]])
                client.define("down") { params in
                    let depth = params["args"]![0]!.int!
                    guard depth > 0 else { return ["result": ["result": "bottom"]] }
                    let code = "down(\(depth - 1))"
                    return [
                        "result":
                            (try? await client.call("runInContext", ["context": params["context"]!, "code": "\(code)"]))
                            ?? .null
                    ]
                }
                #expect(try await client.run("down(20)", in: context) == "bottom")
            }
        }

        @Test func `several requests at once are served in their order`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f"), "log": []]])
                client.define("f") { params in
                    let requests = (0..<20).map { client.start("log.push(\($0))", in: params["context"]!.string!) }
                    for request in requests { _ = try? await request.result() }
                    return ["result": [:]]
                }
                #expect(try await client.run("f(); log", in: context) == .array((0..<20).map { .number(Double($0)) }))
            }
        }

        @Test func `what came before the call stays behind the run`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f"), "log": []]])
                let called = Rendezvous(of: 2)
                client.define("f") { _ in
                    await called.arrive()
                    return ["result": [:]]
                }
                let first = client.start("log.push('first'); f(); log.push('end of first')", in: context)
                let second = client.start("log.push('second'); log", in: context)
                try await Task.sleep(for: .milliseconds(50))
                #expect(!second.isAnswered)
                await called.arrive()
                _ = try await first.result()
                #expect(try await second.gives(["result": ["first", "end of first", "second"]]))
            }
        }

        @Test func `a function that an awaited promise waits for may call back`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["later": .function("later", isAsync: true)]])
                client.define("later") { params in
                    [
                        "result":
                            (try? await client.call("runInContext", ["context": params["context"]!, "code": "6 * 7"]))
                            ?? .null
                    ]
                }
                #expect(try await client.run("later()", in: context, ["awaitPromise": true, "timeout": 10_000]) == 42)
            }
        }

        @Test func `two contexts may call back into each other`() async throws {
            try await RPCClient.run { client in
                let contexts = try await [
                    client.context(["sandbox": ["f": .function("f"), "n": 1]]),
                    client.context(["sandbox": ["g": .function("g")]]),
                ]
                client.define("f") { _ in
                    [
                        "result":
                            (try? await client.call("runInContext", ["context": "\(contexts[1])", "code": "g()"]))
                            ?? .null
                    ]
                }
                client.define("g") { _ in
                    [
                        "result":
                            (try? await client.call("runInContext", ["context": "\(contexts[0])", "code": "n + 1"]))
                            ?? .null
                    ]
                }
                #expect(try await client.run("f()", in: contexts[0], ["timeout": 10_000]) == 2)
            }
        }

        @Test func `a callback is called while its context waits`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["each": .function("each")]])
                client.define("each") { params in
                    let handle = params["args"]![1]!.handle!
                    for element in params["args"]![0]!.array! {
                        _ = try? await client.call("callFunction", ["handle": "\(handle)", "args": [element]])
                    }
                    return ["result": [:]]
                }
                #expect(try await client.run("let sum = 0; each([1, 2, 3], x => { sum += x }); sum", in: context) == 6)
            }
        }
    }
}
