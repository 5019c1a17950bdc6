import Isolates
import Synchronization
import Testing

/// What a script does to the built-ins changes nothing that crosses.
@Suite(.timeLimit(.minutes(1))) struct PoisonTests {
    struct Poison: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let code: String

        init(_ name: String, _ code: String) {
            testDescription = name
            self.code = code
        }
    }

    static let poisons = [
        Poison("JSON", "replaceAll(JSON)"),
        Poison(
            "toJSON",
            "for (const C of [Object, Array, String, Number, Date, BigInt, Map, Error]) replace(C.prototype, 'toJSON')"),
        Poison(
            "array iterators",
            "replace(Array.prototype, Symbol.iterator); replaceAll(Object.getPrototypeOf([].values()))"),
        Poison(
            "map iterators",
            "replaceAll(Object.getPrototypeOf(new Map().entries())); replaceAll(Object.getPrototypeOf(new Set().values()))"
        ),
        Poison("Array.prototype", "replaceAll(Array.prototype)"),
        Poison("indices", "for (let i = 0; i < 50; i += 1) { trap(Array.prototype, i); trap(Object.prototype, i) }"),
        Poison("Map.prototype", "replaceAll(Map.prototype); trap(Map.prototype, 'size')"),
        Poison("Set.prototype", "replaceAll(Set.prototype); trap(Set.prototype, 'size')"),
        Poison("weak collections", "for (const C of [WeakMap, WeakSet, WeakRef]) replaceAll(C.prototype)"),
        Poison("Object", "replaceAll(Object)"),
        Poison("Object.keys", "replace(Object, 'keys')"),
        Poison("Object.defineProperty", "replace(Object, 'defineProperty')"),
        Poison("Object.prototype", "replaceAll(Object.prototype)"),
        Poison("Reflect", "replaceAll(Reflect)"),
        Poison("RegExp.prototype.exec", "replace(RegExp.prototype, 'exec')"),
        Poison(
            "RegExp.prototype",
            "replaceAll(RegExp.prototype); for (const key of ['source', 'flags', 'global', 'sticky']) trap(RegExp.prototype, key)"
        ),
        Poison("String.prototype", "replaceAll(String.prototype)"),
        Poison("String iterators", "replaceAll(Object.getPrototypeOf(''[Symbol.iterator]()))"),
        Poison("Promise.prototype.then", "replace(Promise.prototype, 'then')"),
        Poison("Promise", "replaceAll(Promise.prototype); replaceAll(Promise)"),
        Poison("Function.prototype", "replaceAll(Function.prototype)"),
        Poison(
            "Error",
            "replaceAll(Error); replace(Error, 'prepareStackTrace'); replace(Error.prototype, 'toString'); trap(Error.prototype, 'stack')"
        ),
        Poison("Date.prototype", "replaceAll(Date.prototype)"),
        Poison("Symbol.prototype", "replaceAll(Symbol.prototype); trap(Symbol.prototype, 'description')"),
        Poison(
            "numbers",
            "replaceAll(Number.prototype); replaceAll(BigInt.prototype); replaceAll(Number); replaceAll(Math)"),
        Poison(
            "bytes",
            """
            const Typed = Object.getPrototypeOf(Uint8Array);
            for (const object of [Typed, Typed.prototype, ArrayBuffer, ArrayBuffer.prototype, DataView.prototype, Uint8Array.prototype]) replaceAll(object);
            for (const key of ['buffer', 'byteOffset', 'byteLength', 'length', Symbol.toStringTag]) trap(Typed.prototype, key);
            trap(ArrayBuffer.prototype, 'byteLength');
            """),
        Poison(
            "accessors on Object.prototype",
            """
            trap(Object.prototype, '$type', 'value', 'id', 'class', 'handle', 'name', 'length', 'async', 'this', 'registered', 'pattern',
                'flags', 'type', 'data', 'get', 'set', 'enumerable', 'configurable', 'writable', 'then', 'toJSON', 'message', 'stack',
                'cause', 'line', 'column', 'arguments', 'result', 'done', 'next', 'a', 'list');
            """),
        Poison(
            "symbols on Object.prototype",
            """
            trap(Object.prototype, Symbol.iterator, Symbol.asyncIterator, Symbol.toPrimitive, Symbol.toStringTag, Symbol.species,
                Symbol.hasInstance, Symbol.isConcatSpreadable, Symbol.unscopables);
            """),
        Poison(
            "globals",
            """
            for (const name of ['Object', 'Array', 'Map', 'Set', 'WeakMap', 'Promise', 'JSON', 'Reflect', 'Proxy', 'Error', 'TypeError',
                'Symbol', 'String', 'Number', 'BigInt', 'Date', 'RegExp', 'Uint8Array', 'ArrayBuffer', 'Function', 'Math', 'eval'])
                define(globalThis, name, { __proto__: null, value: evil, writable: true, configurable: true });
            """),
    ]

    /// What is at hand before the poison: means to spread it that work in any order, and what is to cross.
    static let preparation = """
        let hits = 0;
        const evil = function () { hits += 1; return 'evil' };
        const define = Object.defineProperty, keysOf = Reflect.ownKeys, describe = Object.getOwnPropertyDescriptor;
        const replace = (object, key) => define(object, key, { __proto__: null, value: evil, writable: true, configurable: true });
        const replaceAll = object => {
            const keys = keysOf(object);
            for (let i = 0; i < keys.length; i += 1) {
                const descriptor = describe(object, keys[i]);
                if (descriptor.configurable && typeof descriptor.value === 'function' && keys[i] !== 'constructor') replace(object, keys[i]);
            }
        };
        const trap = (object, ...keys) => {
            for (let i = 0; i < keys.length; i += 1)
                define(object, keys[i], { __proto__: null, get: evil, set: evil, configurable: true });
        };
        kept = {
            a: [1, 'é', null, undefined, { list: [[]] }], map: new Map([['k', { a: 1 }], [NaN, 2]]), set: new Set([1, 'x']),
            date: new Date(0), regexp: /a+/gi, big: 12345678901234567890n, symbol: Symbol('s'), bytes: new Uint8Array([1, 2, 3]),
            buffer: new Uint8Array([4]).buffer, error: Object.assign(new RangeError('r'), { stack: 's' }), zero: -0, type: { $type: 'date' },
        };
        kept.self = kept;
        const boom = new RangeError('boom');
        add = (a, b) => a + b;
        const later = async () => { await null; return 7 };
        const sizeOf = Function.prototype.call.bind(describe(Map.prototype, 'size').get);
        """

    /// What host functions get, and give.
    private final class Host: Sendable {
        let got = Mutex<[Value]>([])

        var function: Value {
            .function(
                "host",
                call: { (call: FunctionCall) in
                    self.got.withLock { $0 += call.arguments }
                    return ["ok": true, "list": [1, 2, 3], "map": .map([Value.Entry("k", 1)])]
                })
        }
    }

    @Test(arguments: poisons)
    func changesNothing(poison: Poison) async throws {
        try await withSupervisor { supervisor in
            let host = Host()
            let hostLater = Value.function(
                "hostLater", isAsync: true,
                call: { (call: FunctionCall) in
                    Value(try call.argument(0, as: Int.self) + 1)
                })
            let context = try await supervisor.createContext(["host": host.function, "hostLater": hostLater])
            try await supervisor.runInContext(Self.preparation, context)
            let kept: Value = try await supervisor.runInContext("kept", context)
            #expect(kept["a"]?[4] == ["list": [[]]])
            let added = try await context.get("add")
            let add = try #require(added.function)
            #expect(try await supervisor.runInContext(poison.code + "; hits = 0", context) == 0)

            #expect(try await supervisor.runInContext("kept", context) == kept)
            #expect(try await context.get("kept") == kept)
            let sandbox = try await context.sandbox
            #expect(sandbox["kept"] == kept)
            // Built-ins that the script replaced are there, too.
            let names: [JSString] = ["host", "hostLater", "kept", "add"]
            #expect(sandbox.keys.filter(names.contains) == names)
            #expect(try await add.call(1, 2) == 3)
            try await context.set("given", to: kept)
            #expect(try await context.get("given") == kept)

            let code =
                "(() => { const r = host(kept); return r.ok === true && r.list[2] === 3 && sizeOf(r.map) === 1 })()"
            #expect(try await supervisor.runInContext(code, context, as: Bool.self))
            #expect(host.got.withLock { $0 } == [kept])
            #expect(try await supervisor.runInContext("later()", context, awaitPromise: true, as: Int.self) == 7)
            #expect(
                try await supervisor.runInContext(
                    "(async () => await hostLater(7))()", context, awaitPromise: true, as: Int.self) == 8)
            #expect(
                try await supervisor.runInContext("hits", context, as: Int.self) == 0,
                "nothing of the script's was called")

            // With these the engine itself calls what the script made of errors' `toString`.
            let error = try await failure {
                try await supervisor.runInContext("throw boom", context)
            }
            #expect(error.code == .exception)
            #expect(error.exception?.name == "RangeError")
            #expect(error.exception?.message == "boom")
            let compilation = try await failure {
                try await supervisor.runInContext("let let", context)
            }
            #expect(compilation.code == .compilation)
            #expect(compilation.exception?.name == "SyntaxError")
        }
    }
}
