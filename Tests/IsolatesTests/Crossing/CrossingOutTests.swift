import Testing
@testable import Isolates

/// What JavaScript objects turn into that have no exact counterpart.
@Suite(.timeLimit(.minutes(1))) struct CrossingOutTests {
    @Test func holesAreUndefined() async throws {
        try await withMachine { machine in
            try await machine.expect("[1, , 2, ,]", gives: [1, .undefined, 2, .undefined])
            try await machine.expect("const a = [1]; a.x = 2; a", gives: [1])
        }
    }

    @Test func boxedPrimitivesAreTheirPrimitives() async throws {
        try await withMachine { machine in
            try await machine.expect(
                "[new Number(-0), new String('s'), new Boolean(false), Object(1n)]",
                gives: [.number(-0.0), "s", false, .bigint("1")])
            try await machine.expect("Object(Symbol.for('k'))", gives: .symbol(Value.Symbol(registered: "k")))
        }
    }

    @Test(arguments: [
        ("new WeakMap()", Value.Object.Class.weakMap), ("new WeakSet()", .weakSet), ("new WeakRef({})", .weakRef),
        ("(function* () {})()", .generator), ("(function () { return arguments })(7)", .arguments),
        ("new Proxy({a: 1}, {})", .proxy),
    ])
    func othersKeepTheirClass(_ code: String, _ name: Value.Object.Class) async throws {
        try await withMachine { machine in
            let object = try #require(try await machine.run(code).object)
            #expect(object.class == name)
            if name == .arguments { #expect(object["0"] == 7) }
        }
    }

    @Test func ownEnumerableStringKeysAlone() async throws {
        try await withMachine { machine in
            let value = try await machine.run(
                """
                class P { constructor() { this.own = 1; this[Symbol('s')] = 2 } get inherited() { return 3 } }
                const p = new P(); Object.defineProperty(p, 'hidden', {value: 4}); p
                """)
            #expect(value == ["own": 1])
            try await machine.expect("Object.create(null, {a: {value: 1, enumerable: true}})", gives: ["a": 1])
        }
    }

    @Test func gettersAreCalled() async throws {
        try await withMachine { machine in
            try await machine.expect("({get a() { return 5 }})", gives: ["a": 5])
            let error = try await machine.error("({get a() { throw new RangeError('no') }})")
            #expect(error.code == .exception)
            #expect(error.exception?.name == "RangeError")
            #expect(
                try await machine.error("({get a() { while (true); }})", timeout: .milliseconds(200)).code == .timeout)
        }
    }

    @Test func errorsKeepWhatTheyHave() async throws {
        try await withMachine { machine in
            let value = try await machine.run(
                """
                const e = new TypeError('m', {cause: {a: 1}}); e.code = 'E'; e
                """)
            let error = try #require(value.error)
            #expect(error.name == "TypeError")
            #expect(error.message == "m")
            #expect(error.cause == ["a": 1])
            #expect(error.properties["code"] == "E")
            #expect(error.stack?.hasPrefix("TypeError: m\n    at ") == true)
            let many = try #require(try await machine.run("new AggregateError([1, new RangeError('r')], 'all')").error)
            #expect(many.name == "AggregateError")
            #expect(many.errors?.count == 2)
            #expect(many.errors?.last?.error?.name == "RangeError")
        }
    }

    @Test(arguments: ["Error", "TypeError", "RangeError", "SyntaxError", "ReferenceError", "EvalError", "URIError"])
    func errorsComeInWithTheirClass(_ name: String) async throws {
        let error = Value.error(Value.ErrorObject(name: name, message: "m", stack: "s", cause: 5))
        try await withMachine(["e": error]) { machine in
            try await machine.expect("e instanceof \(name) && e.name === '\(name)' && e.message === 'm'", gives: true)
            try await machine.expect("[e.stack, e.cause]", gives: ["s", 5])
        }
    }

    @Test func viewsShowTheirBytesOnly() async throws {
        try await withMachine { machine in
            try await machine.expect(
                "new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)",
                gives: .typedarray(Value.TypedArray([2, 3])))
            #expect(try await machine.run("new DataView(new Uint8Array([1, 2, 3]).buffer, 2)").bytes == [3])
        }
    }

    @Test func functionsAndPromises() async throws {
        try await withMachine { machine in
            let function = try #require(try await machine.run("(function f(a, b) {})").function)
            #expect(function.name == "f")
            #expect(function.length == 2)
            #expect(try await machine.run("() => 1").function?.name == "")
            let promise = try #require(try await machine.run("Promise.resolve(6)").promise)
            #expect(try await promise.value() == 6)
        }
    }

    @Test func valuesAskedForAsSwiftTypes() async throws {
        try await withMachine { machine in
            let context = machine.context
            let numbers = try await machine.supervisor.runInContext("[1, 2]", context, as: [Int].self)
            #expect(numbers == [1, 2])
            let error = try await vmError {
                try await machine.supervisor.runInContext("'a'", context, as: Int.self)
            }
            #expect(error.code == .invalidValue)
            try await machine.expect("1", gives: 1)
        }
    }
}
