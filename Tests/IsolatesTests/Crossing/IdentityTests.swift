import Testing
@testable import Isolates

/// Objects that are reached more than once stay one object, in both directions.
@Suite(.timeLimit(.minutes(1))) struct IdentityTests {
    @Test func sharedObjectsStayShared() async throws {
        try await withMachine { machine in
            let value = try await machine.run("const o = {n: 1}; ({a: o, b: o})")
            #expect(value == ["a": .identified(1, ["n": 1]), "b": .reference(1)])
            try await machine.context.set("back", to: value)
            try await machine.expect("back.a === back.b && back.a.n === 1", gives: true)
        }
    }

    @Test func cyclesComeBackAsCycles() async throws {
        try await withMachine { machine in
            let value = try await machine.run("const c = {list: []}; c.self = c; c.list.push(c, c.list); c")
            try await machine.context.set("back", to: value)
            try await machine.expect(
                "back.self === back && back.list[0] === back && back.list[1] === back.list", gives: true)
        }
    }

    @Test(arguments: [
        ("new Map([['m', 0]])", "x.set('x', x)", "x.get('x') === x"),
        ("new Set([0])", "x.add(x)", "x.has(x)"),
        ("[]", "x.push(x)", "x[0] === x"),
        ("new Error('e')", "x.self = x", "x.self === x && x instanceof Error"),
        ("new Error('e')", "x.cause = x", "x.cause === x"),
    ])
    func everyContainerMayHoldItself(_ make: String, _ tie: String, _ check: String) async throws {
        try await withMachine { machine in
            let value = try await machine.run("var x = \(make); \(tie); x")
            try await machine.context.set("x", to: .undefined)
            try await machine.context.set("x", to: value)
            try await machine.expect(check, gives: true)
        }
    }

    @Test(arguments: [
        "new Date(0)", "/a/", "new Map", "new Set", "new ArrayBuffer(1)", "new Uint8Array(1)", "() => 1",
        "Promise.resolve()", "new Error('e')", "new Proxy({}, {})", "({$type: 1})", "Symbol('s')", "Symbol()",
        "Symbol.for('s')",
    ])
    func everyKindMayBeShared(_ make: String) async throws {
        try await withMachine { machine in
            let value = try await machine.run("const x = \(make); [x, x]")
            try await machine.context.set("back", to: value)
            try await machine.expect("back.length === 2 && back[0] === back[1] && back[0] !== undefined", gives: true)
        }
    }

    @Test func aFunctionComesBackAsItself() async throws {
        try await withMachine { machine in
            let value = try await machine.run("function f() {} f")
            try await machine.context.set("g", to: value)
            try await machine.expect("g === f", gives: true)
        }
    }

    @Test func identityInAMapsKeys() async throws {
        try await withMachine { machine in
            let value = try await machine.run("const k = {}; [new Map([[k, 1]]), k]")
            try await machine.context.set("back", to: value)
            try await machine.expect("back[0].get(back[1])", gives: 1)
        }
    }
}
