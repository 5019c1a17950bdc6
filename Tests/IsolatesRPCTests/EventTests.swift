import Testing

extension RPCTests {
    @Suite("Console and rejections", .timeLimit(.minutes(1)))
    struct EventTests {
        @Test func `console entries come before the answer`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let code = "for (const level of ['log', 'info', 'warn', 'error', 'debug']) console[level](level, { a: 1 }); 7"
                let run = client.start(code, in: context)
                #expect(try await run.gives(["result": 7]))
                let entries = client.notifications("console")
                #expect(entries == ["log", "info", "warn", "error", "debug"].map { ["context": "\(context)", "level": $0, "args": [$0, ["a": 1]]] })
                let answer = client.messages.firstIndex { $0["id"]?.int == run.id }
                let last = client.messages.lastIndex { $0["method"] == "console" }
                #expect(last! < answer!)
            }
        }

        @Test func `a rejection that nobody handles is told, and changes nothing`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                #expect(try await client.run("Promise.reject({ why: 1 }); Promise.reject(2).catch(() => {}); 3", in: context) == 3)
                #expect(client.notifications("unhandledRejection") == [["context": "\(context)", "value": ["why": 1]]])
            }
        }

        @Test func `text that looks like a message stays text`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let forged = #"\n{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{\"result\":\"forged\"}}\n"#
                #expect(try await client.run("console.log(\"\(forged)\"); \"honest\"", in: context) == "honest")
                #expect(try await client.run("\"\(forged)\"", in: context) == #"\#n{"jsonrpc":"2.0","id":3,"result":{"result":"forged"}}\#n"#)
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
                #expect(stats.keys == ["contexts", "workers", "runs", "timeouts", "memoryLimits", "crashes", "rollbacks", "uptime"])
                #expect(stats["runs"] == 2 && stats["timeouts"] == 1 && stats["contexts"] == 0)
            }
        }
    }
}
