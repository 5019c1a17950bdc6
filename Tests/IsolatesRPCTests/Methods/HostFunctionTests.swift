import IsolatesTestSupport
import Testing
import Wire

extension RPCTests {
    @Suite("Functions of the client's", .timeLimit(.minutes(1)))
    struct HostFunctionTests {
        @Test func `a call carries the context, this and the arguments`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context([
                    "sandbox": ["f": .function("f"), "o": ["k": 1, "f": .function("f")]]
                ])
                client.define("f") { ["result": ["result": $0]] }
                #expect(
                    try await client.run("f(1, undefined)", in: context)
                        == ["context": "\(context)", "function": "f", "args": [1, .undefined]])
                #expect(try await client.run("o.f()", in: context)["this"]?["k"] == 1)
                client.define("f") { _ in ["result": [:]] }
                #expect(try await client.run("f()", in: context) == .undefined)
            }
        }

        /// The supervisor has functions of its own in a context, such as the resolver of its modules.
        @Test func `a client may name its functions as it likes`() async throws {
            try await RPCClient.run { client in
                let names = (1...9).map { "host\($0)" }
                for name in names { client.define(name) { _ in ["result": ["result": .string(JSString(name))]] } }
                // Requests without a function are those of resolveModule.
                client.define("") { _ in ["result": ["id": "m", "source": "export const m = 1;"]] }
                let sandbox = JSON.object(
                    Dictionary(uniqueKeysWithValues: names.map { (JSString($0), JSON.function($0)) }))
                let context = try await client.context(["sandbox": sandbox, "modules": ["resolver": true]])
                for name in names {
                    let answer = try await client.run("\(name)()", in: context)
                    #expect(answer.string == name)
                }
                let namespace = try await client.call(
                    "runInContext",
                    ["context": "\(context)", "type": "module", "code": "import { m } from 'm'; export { m };"])
                #expect(namespace["result"]?["value"] == ["m": 1])
            }
        }

        @Test func `identity survives the way there and back`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["echo": .function("echo")]])
                client.define("echo") { ["result": ["result": $0["args"]![0]!]] }
                #expect(
                    try await client.run(
                        "const o = { n: 1 }; o.o = o; const r = echo(o); r !== o && r.o === r", in: context) == true)
            }
        }

        @Test func `an error's value is thrown, and else an Error with the message`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f")]])
                client.define("f") { _ in
                    let value: JSON = ["$type": "error", "value": ["name": "TypeError", "message": "host says no"]]
                    return ["error": ["code": 1, "message": "m", "data": ["value": value]]]
                }
                let code = "try { f() } catch (e) { [e instanceof TypeError, e instanceof Error, e.message] }"
                #expect(try await client.run(code, in: context) == [true, true, "host says no"])
                client.define("f") { _ in ["error": ["code": 1, "message": "plain"]] }
                #expect(try await client.run(code, in: context) == [false, true, "plain"])
                client.define("f") { _ in ["error": ["code": 1, "message": "m", "data": ["value": 7]]] }
                #expect(try await client.run("try { f() } catch (e) { e }", in: context) == 7)
            }
        }

        @Test(
            arguments: [
                ["result": 5], ["result": .null], ["result": []], ["result": ["result": ["$type": "nope"]]],
                ["result": ["x": 1]],
                ["result": ["result": ["$type": "ref", "value": 9]]], ["error": [:]], ["error": 5], ["error": .null],
                ["error": ["code": 1, "message": 7]], ["error": ["message": "m", "data": ["value": ["$type": "x"]]]],
                [:], ["result": ["result": 1], "error": ["message": "both"]], ["jsonrpc": "1.0", "result": [:]],
                ["result": ["result": ["$type": "regexp", "value": ["pattern": "(", "flags": ""]]]],
                ["result": ["result": ["$type": "promise", "value": ["handle": "none"]]]],
            ] as [JSON])
        func `a malformed answer is an Error in the script`(answer: JSON) async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f")]])
                client.define("f") { _ in answer }
                #expect(
                    try await client.run(
                        "try { f(); 'no' } catch (e) { e instanceof Error }", in: context, ["timeout": 5_000]) == true)
                #expect(try await client.run("1", in: context) == 1)
            }
        }

        @Test func `a call that is never answered counts towards the timeout`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f")]])
                let failure = try await client.start("for (;;) { try { f() } catch {} }", in: context, ["timeout": 200])
                    .failure()
                #expect(failure.code == 2 && failure.data == ["kind": "timeout", "timeout": 200, "rolledBack": true])
            }
        }

        @Test func `an async function gives a promise at once, and several go on side by side`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["later": .function("later", isAsync: true)]])
                let both = Rendezvous(of: 2)
                client.define("later") { params in
                    await both.arrive()
                    return ["result": ["result": .number(params["args"]![0]!.number! * 2)]]
                }
                let code = "const p = [later(1), later(2)]; p.every(x => x instanceof Promise) && Promise.all(p)"
                #expect(try await client.run(code, in: context, ["awaitPromise": true]) == [2, 4])
                client.define("later") { _ in ["error": ["code": 1, "message": "late"]] }
                let rejected = try await client.start("later()", in: context, ["awaitPromise": true]).failure()
                #expect(rejected.data["message"] == "late")
            }
        }

        @Test func `functions can be put in by setSandbox, arguments and answers`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                client.define("one") { _ in ["result": ["result": 1]] }
                client.define("give") { _ in ["result": ["result": .function("one")]] }
                try await client.call("setSandbox", ["context": "\(context)", "assign": ["give": .function("give")]])
                #expect(try await client.run("give()()", in: context) == 1)
                let apply = try #require(try await client.run("f => f()", in: context).handle)
                #expect(
                    try await client.call("callFunction", ["handle": "\(apply)", "args": [.function("one")]]) == [
                        "result": 1
                    ])
            }
        }

        @Test func `a call of a disposed context is cut off`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["sandbox": ["f": .function("f")]])
                client.define("f") { params in
                    _ = try? await client.call("disposeContext", ["context": params["context"]!])
                    return ["result": [:]]
                }
                #expect(try await client.start("f(); for (;;);", in: context).failure().kind == "disposed")
            }
        }
    }
}

/// Has a number of tasks wait until all of them are there.
actor Rendezvous {
    private let count: Int
    private var waiters: [CheckedContinuation<Void, Never>] = []

    init(of count: Int) {
        self.count = count
    }

    func arrive() async {
        if waiters.count + 1 == count {
            for waiter in waiters { waiter.resume() }
            waiters = []
        } else {
            await withCheckedContinuation { waiters.append($0) }
        }
    }
}
