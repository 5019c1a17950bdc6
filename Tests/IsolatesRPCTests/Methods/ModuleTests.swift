import IsolatesTestSupport
import Synchronization
import Testing

extension RPCTests {
    @Suite("Modules and web globals", .timeLimit(.minutes(1)))
    struct ModuleTests {
        @Test func `a fixed map is looked up, relative to the referrer`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context([
                    "modules": [
                        "lib/a.js":
                            "export * from './b.js'; export { default } from '../d.json' with { type: 'json' };",
                        "lib/b.js": ["source": "export const b = import.meta.url;", "id": "the b"],
                        "d.json": ["source": "[1]", "type": "json"],
                    ]
                ])
                let answer = try await client.call(
                    "runInContext",
                    [
                        "context": "\(context)", "type": "module", "filename": "main.js",
                        "code": "import d, { b } from './lib/a.js'; export { d, b };",
                    ])
                #expect(
                    answer == [
                        "result": ["$type": "object", "value": ["b": "the b", "d": [1]], "class": "Module"]
                    ])
            }
        }

        @Test func `a module needs no map to run`() async throws {
            try await RPCClient.run { client in
                let module: JSON = ["code": "export const x = 1;", "type": "module"]
                let namespace: JSON = ["$type": "object", "value": ["x": 1], "class": "Module"]
                let inNew = try await client.call("runInNewContext", module)
                #expect(inNew == ["result": namespace, "sandbox": [:]])
                let inThis = try await client.call("runInThisContext", module)
                #expect(inThis == ["result": namespace])
            }
        }

        @Test func `a key of a map may be relative`() async throws {
            try await RPCClient.run { client in
                let result = try await client.call(
                    "runInNewContext",
                    [
                        "code": "export { u } from './a.js'", "type": "module",
                        "modules": ["./a.js": "export const u = import.meta.url;"],
                    ])
                #expect(result["result"]?["value"] == ["u": "a.js"])
            }
        }

        @Test func `the client resolves, and may refuse`() async throws {
            try await RPCClient.run { client in
                // Requests without a function are those of resolveModule.
                client.define("") { request in
                    switch request["specifier"]?.string {
                    case "refused": return ["error": ["code": 1, "message": "not for you"]]
                    case "values": return ["result": ["id": "v", "exports": ["n": 2]]]
                    case "text":
                        return ["result": ["id": "t", "source": "export const k = import.meta.k;", "meta": ["k": 3]]]
                    default: return ["result": .null]
                    }
                }
                let context = try await client.context(["modules": ["resolver": true]])
                let code = """
                    import { n } from "values"; import { k } from "text";
                    const fail = (name) => import(name).catch((error) => [error.message, error.code ?? null]);
                    export const all = [n, k, await fail("refused"), await fail("nowhere")];
                    """
                let answer = try await client.call(
                    "runInContext",
                    ["context": "\(context)", "type": "module", "filename": "m.js", "code": "\(code)"])
                #expect(
                    answer["result"]?["value"]?["all"] == [
                        2, 3, ["not for you", .null],
                        ["Cannot find module 'nowhere' imported from 'm.js'", "ERR_MODULE_NOT_FOUND"],
                    ])
            }
        }

        /// A wrong answer says what is wrong with it, and leaves no module behind.
        @Test(arguments: [
            (#""export {}""#, "is no object with 'id' and 'source'"),
            (#"["a"]"#, "is no object with 'id' and 'source'"),
            (#"{"source":""}"#, "has no 'id' that is a string"),
            (#"{"id":1,"source":""}"#, "has no 'id' that is a string"),
            (#"{"id":"b"}"#, "has neither 'source' nor 'exports', and the context has no module 'b'"),
            (#"{"id":"b","source":5}"#, "has a 'source' that is no string"),
            (#"{"id":"b","source":"","type":"wasm"}"#, "has a 'type' that is not 'javascript', 'json' or 'text'"),
            (#"{"id":"b","source":"","meta":5}"#, "has a 'meta' that is no object"),
            (#"{"id":"b","source":"","sourceMap":{}}"#, "has a 'sourceMap' that is no string"),
            (#"{"id":"b","exports":[5]}"#, "has 'exports' that are no object"),
        ])
        func `a wrong answer says what is wrong`(_ answer: String, _ words: String) async throws {
            try await RPCClient.run { client in
                let isRight = Mutex(false)
                let wrong = try JSON(answer)
                client.define("") { _ in
                    return ["result": isRight.withLock { $0 } ? ["id": "b", "source": "export const x = 1;"] : wrong]
                }
                let context = try await client.context(["modules": ["resolver": true]])
                let run: JSON = ["context": "\(context)", "type": "module", "code": "export { x } from 'a'"]
                let failure = try await client.failure("runInContext", run)
                #expect(failure.data["name"] == "TypeError")
                #expect(failure.data["message"] == "The resolver's answer for 'a' \(words)")
                isRight.withLock { $0 = true }
                let answer = try await client.call("runInContext", run)
                #expect(answer["result"]?["value"] == ["x": 1])
            }
        }

        @Test func `the scripts of a template have source maps`() async throws {
            try await RPCClient.run { client in
                // Line 1, column 1 of a.js is line 7, column 5 of a.src; there is no other segment.
                let map = #"{"version":3,"sources":["a.src"],"names":[],"mappings":"AAMI"}"#
                let script: JSON = ["code": "null.x", "filename": "a.js", "sourceMap": "\(map)"]
                for parameters in [["scripts": [script]], ["scripts": [], "warmUp": [script]]] as [JSON] {
                    let failure = try await client.failure("createTemplate", parameters)
                    #expect(failure.code == 1 && failure.data["filename"] == "a.src" && failure.data["line"] == 7)
                }
            }
        }

        @Test func `code has no source map where it says so`() async throws {
            try await RPCClient.run { client in
                let map = #"{"version":3,"sources":["a.src"],"names":[],"mappings":"AAMI"}"#
                let code: JSON = ["code": "null.x", "filename": "a.js", "sourceMap": "\(map)"]
                let context = try await client.context()
                for (isUsed, filename) in [(true, "a.src"), (false, "a.js")] as [(JSON, JSON)] {
                    let parameters = code.merging(["sourceMaps": isUsed])
                    for (method, parameters) in [
                        ("runInContext", parameters.merging(["context": "\(context)"])),
                        ("runInNewContext", parameters), ("runInThisContext", parameters),
                    ] {
                        let failure = try await client.failure(method, parameters)
                        #expect(failure.code == 1 && failure.data["filename"] == filename, "\(method)")
                    }
                    let script = try await client.call("createScript", parameters)["script"]
                    let failure = try await client.failure("runInNewContext", ["script": script ?? .null])
                    #expect(failure.data["filename"] == filename)
                }
            }
        }

        @Test func `what is wrong with modules and globals is named`() async throws {
            try await RPCClient.run { client in
                for (parameter, value, words) in [
                    ("modules", ["a": ["type": "json"]], "modules.a: source is missing"),
                    ("modules", ["a": ["source": "", "type": "css"]], "modules.a.type"),
                    ("modules", ["resolver": false], "modules: resolver must be true"),
                    ("globals", "all", "globals: expected"),
                    ("globals", ["timers", "dom"], "there is no group \"dom\""),
                ] as [(String, JSON, String)] {
                    let failure = try await client.start("createContext", [parameter: value]).failure()
                    #expect(failure.code == -32602)
                    #expect(failure.message.contains(words), "\(failure.message)")
                }
            }
        }

        @Test func `a run goes on until it is idle, and timers wait for the next that does`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context(["globals": ["timers"]])
                func run(_ code: String, _ option: String? = nil) async throws -> JSON? {
                    var params: JSON = ["context": "\(context)", "code": "\(code)"]
                    if let option { params = params.merging([option: true]) }
                    return try await client.call("runInContext", params)["result"]
                }
                _ = try await run("var log = []; setTimeout(() => log.push('first'), 1)")
                #expect(try await run("log") == [])
                #expect(try await run("setTimeout(() => log.push('second'), 30); 'script'", "untilIdle") == "script")
                #expect(try await run("log") == ["first", "second"])
                #expect(
                    try await run("new Promise((done) => setTimeout(done, 5, 'awaited'))", "awaitPromise") == "awaited")
                let failure = try await client.start(
                    "runInContext",
                    [
                        "context": "\(context)", "code": "setTimeout(() => { throw new RangeError('late') }, 1)",
                        "untilIdle": true,
                    ]
                ).failure()
                #expect(failure.message.contains("late"))
                #expect(
                    try await client.call("getSandbox", ["context": "\(context)"])["sandbox"] == [
                        "log": ["first", "second"]
                    ])
            }
        }
    }
}
