import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("Contexts over the RPC", .timeLimit(.minutes(1)))
    struct ContextTests {
        @Test func `a context keeps what scripts do in it`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context([
                    "sandbox": ["animal": "cat", "count": 2], "name": "n", "origin": "o",
                ])
                try await client.run("count += 1; name = 'kitty'", in: context)
                #expect(
                    try await client.call("getSandbox", ["context": "\(context)"])
                        == ["sandbox": ["animal": "cat", "count": 3, "name": "kitty"]])
            }
        }

        @Test func `isContext is true for live contexts only`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                #expect(try await client.call("isContext", ["context": "\(context)"]) == true)
                #expect(try await client.call("isContext", ["context": "c99999"]) == false)
                #expect(try await client.call("disposeContext", ["context": "\(context)"]) == .null)
                #expect(try await client.call("isContext", ["context": "\(context)"]) == false)
            }
        }

        @Test func `what names a context that is gone fails with the reason`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                try await client.call("disposeContext", ["context": "\(context)"])
                for method in ["getSandbox", "setSandbox", "disposeContext", "forkContext", "stats"] {
                    let failure = try await client.failure(method, ["context": "\(context)"])
                    #expect(failure.code == 6 && failure.kind == "disposed", "\(method)")
                    #expect(failure.data["reason"]?.string == "the context was disposed", "\(method)")
                }
                #expect(try await client.start("1", in: "c99999").failure().code == 6)
            }
        }

        @Test func `disposing does not wait, and ends all runs`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let runs = [
                    client.start("for (;;);", in: context), client.start("1", in: context),
                    client.start("2", in: context),
                ]
                try await Task.sleep(for: .milliseconds(50))
                try await client.call("disposeContext", ["context": "\(context)"])
                for run in runs { #expect(try await run.failure().kind == "disposed") }
            }
        }

        @Test func `setSandbox assigns and removes`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["a": 1, "b": 2]])
                #expect(
                    try await client.call(
                        "setSandbox", ["context": "\(context)", "assign": ["a": 5, "c": 3], "remove": ["b"]]) == .null)
                #expect(
                    try await client.call("getSandbox", ["context": "\(context)"]) == ["sandbox": ["a": 5, "c": 3]])
            }
        }

        @Test func `setSandbox brings back the built-in that a removed property had replaced`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["Array": 5]])
                #expect(try await client.call("setSandbox", ["context": "\(context)", "remove": ["Array"]]) == .null)
                #expect(try await client.run("typeof Array", in: context) == "function")
                #expect(try await client.call("getSandbox", ["context": "\(context)"]) == ["sandbox": [:]])
            }
        }

        @Test func `a key __proto__ is data`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["a": 1]])
                let parameters: JSON = ["context": "\(context)", "assign": ["b": 2, "__proto__": ["x": 3]]]
                #expect(try await client.call("setSandbox", parameters) == .null)
                #expect(
                    try await client.call("getSandbox", ["context": "\(context)"])
                        == ["sandbox": ["a": 1, "b": 2, "__proto__": ["x": 3]]])
                #expect(try await client.run("typeof x", in: context) == "undefined")
                try await client.call("setSandbox", ["context": "\(context)", "assign": ["__proto__": 4]])
                try await client.call("setSandbox", ["context": "\(context)", "remove": ["__proto__"]])
                #expect(
                    try await client.call("getSandbox", ["context": "\(context)"]) == ["sandbox": ["a": 1, "b": 2]])
            }
        }

        @Test func `a choice that there is not is told with those that there are`() async throws {
            try await RPCClient.run { client in
                let failure = try await client.failure("createContext", ["recovery": "roll"])
                #expect(failure.code == -32602)
                #expect(failure.message == #"recovery: expected "rollback" or "discard", found "roll""#)
            }
        }

        @Test func `reading and writing the sandbox has limits`() async throws {
            let trap =
                "Object.defineProperty(globalThis, 't', { enumerable: true, get() { for (;;); }, set() { for (;;); } })"
            try await RPCClient.run { client in
                let context = try await client.context()
                try await client.run("\(trap); 1", in: context, ["timeout": 400])
                let calls: [(method: String, params: JSON, limit: String, value: JSON)] = [
                    ("getSandbox", ["timeout": 40.5], "timeout", 40.5),
                    ("getSandbox", ["cpuTimeout": 40], "cpuTimeout", 40),
                    ("setSandbox", ["assign": ["t": 1], "timeout": 40], "timeout", 40),
                    ("setSandbox", ["assign": ["t": 1], "cpuTimeout": 40], "cpuTimeout", 40),
                    // Those of the last run.
                    ("getSandbox", [:], "timeout", 400),
                    ("setSandbox", ["assign": ["t": 1]], "timeout", 400),
                ]
                for call in calls {
                    let params: JSON = ["context": "\(context)"]
                    let failure = try await client.failure(call.method, params.merging(call.params))
                    #expect(failure.kind == "timeout" && failure.data["rolledBack"] == true, "\(call)")
                    #expect(failure.data[call.limit] == call.value, "\(call)")
                }
                let refused = try await client.failure("getSandbox", ["context": "\(context)", "timeout": 0])
                #expect(refused.code == -32602 && refused.message.contains("timeout"))
            }
        }

        @Test func `a sandbox that reaches itself reaches the global object`() async throws {
            let itself: JSON = ["$type": "object", "id": 1, "value": ["self": ["$type": "ref", "value": 1], "n": 1]]
            let check = "self === globalThis && self.self === self && self.Array === Array && n === 1"
            try await RPCClient.run { client in
                let made = try await client.context(["sandbox": itself])
                #expect(try await client.run(check, in: made) == true)
                #expect(try await client.call("getSandbox", ["context": "\(made)"])["sandbox"] == itself)
                let changed = try await client.context()
                #expect(try await client.call("setSandbox", ["context": "\(changed)", "assign": itself]) == .null)
                #expect(try await client.run(check, in: changed) == true)
                let deep: JSON = ["$type": "object", "id": 7, "value": ["list": [["$type": "ref", "value": 7]]]]
                let result = try await client.call(
                    "runInNewContext", ["code": "list[0] === globalThis", "sandbox": deep])
                #expect(result["result"] == true)
            }
        }

        @Test func `codeGeneration forbids strings and WebAssembly`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["codeGeneration": ["strings": false, "wasm": false]])
                #expect(try await client.start("eval('1')", in: context).failure().data["name"] == "EvalError")
                let module = "new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))"
                #expect(try await client.start(module, in: context).failure().data["name"] == "CompileError")
            }
        }

        @Test func `microtaskMode afterEvaluate takes the result after the microtasks`() async throws {
            try await RPCClient.run { client in
                let code = "const o = { n: 1 }; Promise.resolve().then(() => { o.n = 2 }); o"
                let contexts = try await [client.context(), client.context(["microtaskMode": "afterEvaluate"])]
                #expect(try await client.run(code, in: contexts[0]) == ["n": 1])
                #expect(try await client.run(code, in: contexts[1]) == ["n": 2])
            }
        }
    }
}
