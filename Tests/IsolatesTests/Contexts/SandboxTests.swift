import Isolates
import Testing

/// The sandbox, from outside.
@Suite(.timeLimit(.minutes(1))) struct SandboxTests {
    @Test func showsWhatScriptsDid() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["a": 1, "b": ["deep": [1, 2]], "c": 3])
            try await supervisor.runInContext("a = 'changed'; b.deep.push(3); delete c; d = new Map([[1, 2]])", context)
            #expect(
                try await context.sandbox
                    == ["a": "changed", "b": ["deep": [1, 2, 3]], "d": .map([Value.Entry(1, 2)])])
        }
    }

    @Test func anEmptySandboxIsEmpty() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            #expect(try await context.sandbox == [:])
            try await supervisor.runInContext("1 + 1", context)
            #expect(try await context.sandbox == [:])
        }
    }

    @Test func isACopy() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["list": [1]])
            let before = try await context.sandbox
            try await supervisor.runInContext("list.push(2)", context)
            #expect(before == ["list": [1]])
            #expect(try await context.sandbox == ["list": [1, 2]])
        }
    }

    @Test func getAndSet() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["a": 1])
            #expect(try await context.get("a") == 1)
            #expect(try await context.get("missing") == .undefined)
            #expect(try await context.get("Infinity") == .number(.infinity))
            try await context.set("a", to: ["x": .bigint("5")])
            #expect(try await supervisor.runInContext("a.x + 1n", context) == .bigint("6"))
            try await context.set("é 漢", to: .undefined)
            #expect(try await supervisor.runInContext("'é 漢' in globalThis", context, as: Bool.self))
            #expect(try await context.sandbox == ["a": ["x": .bigint("5")], "é 漢": .undefined])
        }
    }

    @Test func assignAndRemove() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["a": 1, "b": 2, "c": 3])
            try await context.assign(["c": 4, "d": 5], removing: ["a", "missing"])
            #expect(try await context.sandbox == ["b": 2, "c": 4, "d": 5])
            #expect(try await supervisor.runInContext("[typeof a, b, c, d]", context) == ["undefined", 2, 4, 5])
        }
    }

    /// In Node, `delete` takes the property off the sandbox, and the context's own built-in is there again.
    @Test func aBuiltInThatWasHiddenIsThereAgain() async throws {
        try await withMachine(["Array": 5]) { machine in
            try await machine.run("Map = 6; WeakSet = 7; x = 1")
            try await machine.context.assign(["Set": 8], removing: ["Array", "Array", "Map", "Set", "x"])
            try await machine.expect(
                "[Array === [].constructor, new Map([[1, 2]]).get(1), new Set([3]).size, WeakSet, typeof x]",
                gives: [true, 2, 1, 7, "undefined"])
            let descriptor = """
                const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(globalThis, 'Array');
                [writable, enumerable, configurable]
                """
            try await machine.expect(descriptor, gives: [true, false, true])
            #expect(try await machine.context.sandbox == ["WeakSet": 7])
            try await machine.context.set("Array", to: 9)
            #expect(try await machine.context.sandbox == ["WeakSet": 7, "Array": 9])
        }
    }

    @Test func aBuiltInThatWasHiddenIsThereAgainThoughTheGlobalObjectTakesNoMore() async throws {
        try await withMachine(["Array": 5]) { machine in
            try await machine.run("Object.preventExtensions(globalThis)")
            try await machine.context.assign([:], removing: ["Array"])
            try await machine.expect("Array === [].constructor", gives: true)
        }
    }

    /// A name is a name, whatever it means elsewhere.
    @Test(arguments: ["__proto__", "constructor", "toString", "hasOwnProperty", "a b", "0", ""])
    func namesAreData(name: String) async throws {
        try await withSupervisor { supervisor in
            var sandbox: Value.Object = ["first": 1]
            sandbox[name] = ["x": 1]
            let context = try await supervisor.createContext(sandbox)
            #expect(try await context.get(name) == ["x": 1])
            #expect(try await context.sandbox[name] == ["x": 1])
            #expect(try await context.sandbox.count == 2)
            #expect(try await context.get("first") == 1)
        }
    }

    @Test func aGetterThatThrows() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(["fine": 1])
            try await supervisor.runInContext(
                "Object.defineProperty(globalThis, 'bad', { get() { throw new RangeError('no') }, enumerable: true, configurable: true }); 0",
                context)
            let error = try await failure { try await context.sandbox }
            #expect(error.code == .exception)
            #expect(error.exception?.name == "RangeError")
            #expect(error.exception?.message == "no")
            try await context.assign([:], removing: ["bad"])
            #expect(try await context.sandbox == ["fine": 1])
        }
    }

    @Test func aPropertyThatCannotBeChanged() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext(
                "Object.defineProperty(globalThis, 'fixed', { value: 1, enumerable: true })", context)
            let error = try await failure { try await context.set("fixed", to: 2) }
            #expect(error.code == .exception)
            #expect(error.exception?.name == "TypeError")
            #expect(try await context.get("fixed") == 1)
        }
    }

    @Test func sharedObjectsAndCycles() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext("a = { n: 1 }; b = [a, a]; a.self = a", context)
            let sandbox = try await context.sandbox
            let other = try await supervisor.createContext(sandbox)
            #expect(
                try await supervisor.runInContext(
                    "a.self === a && b[0] === a && b[1] === a && a.n === 1", other, as: Bool.self))
            #expect(try await other.sandbox == sandbox)
        }
    }

    /// In Node an assignment makes a property of the sandbox, whatever was assigned.
    @Test(arguments: [
        ("this.Symbol = Symbol", ["Symbol"]), ("Symbol = Symbol", ["Symbol"]), ("this['Map'] = Map", ["Map"]),
        ("Object.assign(globalThis, { JSON, Math: Math })", ["JSON", "Math"]),
        ("Reflect.set(globalThis, 'Set', Set)", ["Set"]), ("'use strict'; Array = Array", ["Array"]),
        ("if (false) this.Symbol = Symbol", []), ("Object.create(globalThis).Date = Date", []),
        ("var x = Symbol === this.Symbol", ["x"]), ("this.Date = Date; delete this.Date", []),
    ])
    func aBuiltInAssignedToItsOwnNameIsThere(code: String, names: [String]) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext(code, context)
            #expect(try await context.sandbox.map { "\($0.key)" } == names)
            let isAsBefore: Bool = try await supervisor.runInContext(
                "(d => d === undefined || 'value' in d)(Object.getOwnPropertyDescriptor(this, 'Symbol'))", context)
            #expect(isAsBefore)
        }
    }
}
