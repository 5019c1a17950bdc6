import IsolatesTestSupport
import Testing

extension RPCTests {
    /// What arrives though something beside it can't.
    @Suite("Arrival", .timeLimit(.minutes(1)))
    struct ArrivalTests {
        @Test func `an error names what was left out of it`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let code =
                    "throw Object.defineProperty(new Error('real'), 'bad', { get() { throw 1 }, enumerable: true })"
                let failure = try await client.start(code, in: context).failure()
                #expect(failure.code == 1)
                #expect(failure.data["message"] == "real")
                #expect(failure.data["omitted"] == ["bad"])
                #expect(failure.data["value"]?["value"]?["bad"] == nil)
            }
        }

        @Test func `an argument of the console that can't cross is its text`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let code =
                    "console.log(1, { get a() { throw new Error('g') } }, 'x'); console.log('y'.repeat(70e6)); console.log([]); 1"
                #expect(try await client.run(code, in: context) == 1)
                let entries = client.notifications("console")
                #expect(entries[0]["args"] == [1, "{ a: [Getter] }", "x"])
                #expect(entries[0]["text"] == "1 { a: [Getter] } x")
                #expect(entries[1]["args"]?[0]?.string?.count == 10_003)
                #expect(entries[1]["text"]?.string?.hasSuffix("yy... 64407595 more characters") == true)
                #expect(entries[2]["args"] == [[]])
            }
        }

        @Test func `the console runs no trap of a proxy`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let code = """
                    var traps = 0
                    const p = new Proxy({ a: 1 }, new Proxy({}, { get() { traps += 1 } }))
                    const r = Proxy.revocable({}, {})
                    r.revoke()
                    console.log(p, r.proxy)
                    traps
                    """
                #expect(try await client.run(code, in: context) == 0)
                let entry = try #require(client.notifications("console").first)
                #expect(entry["text"] == "{ a: 1 } <Revoked Proxy>")
                #expect(entry["args"]?[0] == ["$type": "object", "value": ["a": 1], "class": "Proxy"])
                #expect(entry["args"]?[1] == ["$type": "object", "value": [:], "class": "Proxy"])
            }
        }

        @Test func `a result arrives though the sandbox can't be read`() async throws {
            try await RPCClient.run { client in
                let code =
                    "Object.defineProperty(globalThis, 'g', { get() { throw new Error('no') }, enumerable: true }); 5"
                let result = try await client.call("runInNewContext", ["code": "\(code)"])
                #expect(result["result"] == 5)
                #expect(result["sandboxError"]?["code"] == 1)
                #expect(result["sandboxError"]?["data"]?["message"] == "no")
                let endless = "Object.defineProperty(globalThis, 'g', { get() { for (;;); }, enumerable: true }); 6"
                let timedOut = try await client.call("runInNewContext", ["code": "\(endless)", "timeout": 300])
                #expect(timedOut["result"] == 6)
                #expect(timedOut["sandboxError"]?["code"] == 2)
            }
        }

        @Test func `setSandbox does all or nothing`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["keep": 1]])
                try await client.run("globalThis.a = 1; function f() {}; const s = 1; 0", in: context)
                try await client.run(
                    "Object.defineProperty(globalThis, 'c', { set() { throw new Error('setter') }, configurable: true }); 0",
                    in: context)
                for change: JSON in [
                    ["remove": ["a", "keep", "f"]], ["assign": ["a": 2, "NaN": 3]],
                    ["assign": ["a": 2, "b": 2, "c": 3]],
                    ["assign": ["a": 2], "remove": ["keep", "f"]],
                ] {
                    let params: JSON = ["context": "\(context)"]
                    let failure = try await client.failure("setSandbox", params.merging(change))
                    #expect(failure.code == 1)
                    let sandbox = try await client.call("getSandbox", ["context": "\(context)"], member: "sandbox")
                    #expect(sandbox?["a"] == 1 && sandbox?["keep"] == 1 && sandbox?["b"] == nil)
                }
                try await client.run("Array.prototype[Symbol.iterator] = () => { throw 1 }; 0", in: context)
                try await client.call(
                    "setSandbox", ["context": "\(context)", "assign": ["a": 2], "remove": ["keep"]])
                #expect(try await client.run("[a, typeof keep]", in: context) == [2, "undefined"])
            }
        }

        @Test func `a sandbox with a fixed global is refused`() async throws {
            try await RPCClient.run { client in
                let failure = try await client.failure("createContext", ["sandbox": ["limit": 9, "NaN": 3]])
                #expect(failure.code == -32602)
                #expect(failure.message.contains("NaN"))
            }
        }
    }
}
