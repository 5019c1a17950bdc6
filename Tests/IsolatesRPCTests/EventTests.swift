import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Console and rejections", .timeLimit(.minutes(1)))
    struct EventTests {
        @Test func `console entries come before the answer`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let code =
                    "for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level](level, { a: 1 }); 7"
                let run = client.start(code, in: context)
                #expect(try await run.gives(["result": 7]))
                let entries = client.notifications("console")
                #expect(
                    entries
                        == ["log", "info", "warn", "error", "debug"].map { (level: String) -> JSON in
                            [
                                "context": "\(context)", "level": "\(level)", "args": ["\(level)", ["a": 1]],
                                "text": "\(level) { a: 1 }",
                            ]
                        })
                let answer = client.messages.firstIndex { $0["id"]?.int == run.id }
                let last = client.messages.lastIndex { $0["method"] == "console" }
                #expect(last! < answer!)
            }
        }

        /// What ends a run before its end, and the kind of the answer then.
        enum Kill: String, CaseIterable {
            case timeout, interrupted, disposed
        }

        @Test(arguments: Kill.allCases)
        func `console entries come before the answer of a run that is killed`(_ kill: Kill) async throws {
            try await RPCClient.run { client in
                var runs: [(id: Int, context: JSON)] = []
                for _ in 0..<8 {
                    let context = try await client.context()
                    let code = "for (let i = 0; i < 50; i++) console.log(i); for (;;);"
                    let run = client.start(code, in: context, kill == .timeout ? ["timeout": 40] : [:])
                    runs.append((run.id, "\(context)"))
                    try await Task.sleep(for: .milliseconds(Int.random(in: 0..<30)))
                    switch kill {
                    case .timeout: break
                    case .interrupted: try await client.call("cancel", ["id": .number(Double(run.id))])
                    case .disposed: try await client.call("disposeContext", ["context": "\(context)"])
                    }
                    #expect(try await run.failure().kind == kill.rawValue)
                }
                // An entry that came behind its answer would be there by now.
                try await client.call("stats")
                let messages = client.messages
                for run in runs {
                    let answer = try #require(messages.firstIndex { $0["id"]?.int == run.id })
                    #expect(!messages[answer...].contains { $0["params"]?["context"] == run.context })
                }
            }
        }

        @Test func `all that a run has written is told before the answer of its timeout`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let run = client.start(
                    "for (let i = 0; i < 500; i++) console.log(i); for (;;);", in: context, ["timeout": 1_000])
                #expect(try await run.failure().kind == "timeout")
                #expect(client.notifications("console").count == 500)
                let inNew = client.start(
                    "runInNewContext", ["code": "console.log('new'); for (;;);", "timeout": 1_000])
                #expect(try await inNew.failure().kind == "timeout")
                #expect(client.notifications("console").last?["args"] == ["new"])
            }
        }

        @Test func `a rejection that nobody handles is told, and changes nothing`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                #expect(
                    try await client.run(
                        "Promise.reject({ why: 1 }); Promise.reject(2).catch(() => {}); 3", in: context) == 3)
                #expect(client.notifications("unhandledRejection") == [["context": "\(context)", "value": ["why": 1]]])
            }
        }

        @Test(arguments: [
            ("{ a: 1, get b() { throw 2 } }", "{ a: 1, b: [Getter] }"),
            ("(({ proxy, revoke }) => { revoke(); return proxy })(Proxy.revocable({}, {}))", "<Revoked Proxy>"),
            ("(() => { let x = []; for (let i = 0; i < 2000; i++) x = [x]; return x })()", "[ [ [ [Array] ] ] ]"),
            ("new Map([['x', 'x'.repeat(70e6)]])", nil),
        ])
        func `a reason that can't cross is told as its text`(_ reason: String, _ text: String?) async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                #expect(try await client.run("Promise.reject(\(reason)); 3", in: context) == 3)
                let told = try #require(client.notifications("unhandledRejection").first?["value"]?.string)
                if let text {
                    #expect(told == text)
                } else {
                    #expect(told.hasPrefix("Map(1) {\n  'x' => 'xxx") && told.utf16.count < 11_000)
                }
            }
        }

        @Test func `text that looks like a message stays text`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let forged = #"\n{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"result\":\"forged\"}}\n"#
                #expect(try await client.run("console.log(\"\(forged)\"); \"honest\"", in: context) == "honest")
                #expect(
                    try await client.run("\"\(forged)\"", in: context)
                        == #"\#n{"jsonrpc":"2.0","id":3,"result":{"result":"forged"}}\#n"#)
            }
        }

        @Test func `stats tell the state and count`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let idle = try await client.call("stats", ["context": "\(context)"])
                #expect(idle.keys == ["state", "runs", "cpuTime", "wallTime", "memory", "peakMemory", "checkpoint"])
                #expect(idle["state"] == "idle" && idle["runs"] == 0)
                let run = client.start("const end = Date.now() + 300; while (Date.now() < end);", in: context)
                try await Task.sleep(for: .milliseconds(100))
                #expect(try await client.call("stats", ["context": "\(context)"])["state"] == "running")
                _ = try await run.result()
                let after = try await client.call("stats", ["context": "\(context)"])
                #expect(after["state"] == "idle" && after["runs"] == 1)
                #expect(after["wallTime"]!.number! >= 300 && after["cpuTime"]!.number! > 0)
                #expect(after["memory"]!.number! > 0 && after["peakMemory"]!.number! >= after["memory"]!.number!)
                _ = try? await client.start("for (;;);", in: context, ["timeout": 50]).result()
                let stats = try await client.call("stats")
                #expect(
                    stats.keys == [
                        "contexts", "workers", "runs", "timeouts", "memoryLimits", "crashes", "rollbacks", "uptime",
                    ])
                #expect(
                    stats["runs"] == 2 && stats["timeouts"] == 1 && stats["rollbacks"] == 1 && stats["contexts"] == 1)
            }
        }
    }
}
