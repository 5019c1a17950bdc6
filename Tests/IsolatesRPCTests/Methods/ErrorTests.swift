import Foundation
import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Error codes", .timeLimit(.minutes(1)))
    struct ErrorTests {
        @Test func `1: exception`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let thrown = try await client.start("throw { code: 7, list: [1n] }", in: context).failure()
                #expect(thrown.code == 1)
                #expect(
                    thrown.data == [
                        "kind": "exception", "value": ["code": 7, "list": [["$type": "bigint", "value": "1"]]],
                    ])
                let error = try await client.start("\n  null.x", in: context, ["filename": "e.js"]).failure()
                #expect(error.data.keys == ["kind", "value", "name", "message", "stack", "filename", "line", "column"])
                #expect(
                    error.data["name"] == "TypeError" && error.data["line"] == 2 && error.data["filename"] == "e.js")
                #expect(error.data["value"]?["$type"] == "error")
            }
        }

        @Test func `1: a second declaration of a name has its place`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                try await client.run("let q = 1", in: context)
                let error = try await client.start("\nvar a, q", in: context, ["filename": "b.js"]).failure()
                #expect(error.data.keys == ["kind", "value", "name", "message", "stack", "filename", "line", "column"])
                #expect(error.data["message"] == "Identifier 'q' has already been declared")
                #expect(error.data["filename"] == "b.js" && error.data["line"] == 2 && error.data["column"] == 8)
                #expect(error.data["stack"]?.string?.hasPrefix("b.js:2\nvar a, q\n       ^\n\nSyntaxError: ") == true)
            }
        }

        @Test(arguments: [
            ("({ a: 1, get b() { throw 2 } })", "{ a: 1, b: [Getter] }"),
            ("(({ proxy, revoke }) => { revoke(); return proxy })(Proxy.revocable({}, {}))", "<Revoked Proxy>"),
        ])
        func `1: what was thrown and can't be read is told as its text`(_ thrown: String, _ text: String) async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let failure = try await client.start("throw \(thrown)", in: context).failure()
                #expect(failure.code == 1 && failure.data == ["kind": "exception", "value": "\(text)"])
            }
        }

        @Test func `2: timeout`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["recovery": "discard"])
                let failure = try await client.start("for (;;);", in: context, ["timeout": 62.5]).failure()
                #expect(failure.code == 2 && failure.data == ["kind": "timeout", "timeout": 62.5, "rolledBack": false])
                let gone = try await client.start("1", in: context).failure()
                #expect(gone.code == 6 && gone.data["reason"]?.string?.contains("timed out") == true)
            }
        }

        @Test func `3: interrupted by cancel`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let run = client.start("for (;;);", in: context)
                try await Task.sleep(for: .milliseconds(50))
                #expect(try await client.call("cancel", ["id": .number(Double(run.id))]) == true)
                let failure = try await run.failure()
                #expect(
                    failure.code == 3
                        && failure.data == ["kind": "interrupted", "reason": "cancel", "rolledBack": true])
                #expect(try await client.call("cancel", ["id": .number(Double(run.id))]) == false)
                #expect(try await client.call("cancel", ["id": "nobody"]) == false)
            }
        }

        @Test func `3: interrupted by SIGINT, where the run asked for it`() async throws {
            try await RPCClient.run { client in
                let contexts = try await [client.context(), client.context()]
                let asked = client.start("for (;;);", in: contexts[0], ["breakOnSigint": true])
                let other = client.start("for (;;);", in: contexts[1], ["timeout": 600])
                try await Task.sleep(for: .milliseconds(100))
                client.process.send(SIGINT)
                let failure = try await asked.failure()
                #expect(
                    failure.code == 3
                        && failure.data == ["kind": "interrupted", "reason": "sigint", "rolledBack": true])
                #expect(try await other.failure().code == 2)
            }
        }

        @Test func `4: memoryLimit`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["memoryLimit": .number(64 * 1_048_576)])
                let code = "const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1))"
                let failure = try await client.start(code, in: context, ["timeout": 20_000]).failure()
                #expect(failure.code == 4)
                #expect(
                    failure.data == ["kind": "memoryLimit", "memoryLimit": .number(64 * 1_048_576), "rolledBack": true])
            }
        }

        @Test func `5: crashed`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let run = client.start("for (;;);", in: context)
                let worker = try #require(try await client.process.busiestDescendant())
                kill(worker, SIGKILL)
                let failure = try await run.failure()
                #expect(failure.code == 5 && failure.data == ["kind": "crashed", "signal": 9, "rolledBack": true])
                #expect(try await client.call("stats", member: "crashes") == 1)
            }
        }

        @Test func `7: valueTooLarge, on the way out and on the way in`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["kept": 1]])
                let deep = try await client.start("let v = 1; for (let i = 0; i < 2000; i++) v = { v }; v", in: context)
                    .failure()
                #expect(deep.code == 7 && deep.data == ["kind": "valueTooLarge", "limit": 1_000])
                let nested = JSON.array((0..<1_500).reduce([]) { inner, _ in [.array(inner)] })
                let sent = try await client.failure("createContext", ["sandbox": ["x": nested]])
                #expect(sent.code == 7 && sent.data == ["kind": "valueTooLarge", "limit": 1_000])
                #expect(try await client.run("kept", in: context) == 1)
            }
        }
    }
}
