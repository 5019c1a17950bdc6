import Testing
@testable import Isolates

/// Values at and above the limits: refused whole, and the context stays.
@Suite(.timeLimit(.minutes(1)), .serialized) struct LimitTests {
    @Test func depthOut() async throws {
        try await withMachine { machine in
            try await machine.run("function nest(n) { let x = []; for (let i = 1; i < n; i++) x = [x]; return x }")
            #expect(try await machine.run("nest(1000)").array?.count == 1)
            let error = try await machine.error("nest(1001)")
            #expect(error.code == .valueTooLarge)
            #expect(error.limit == 1_000)
            #expect(try await machine.error("nest(100000)").code == .valueTooLarge)
            try await machine.expect("nest(3)", gives: [[[]]])
        }
    }

    @Test func depthIn() async throws {
        try await withMachine { machine in
            var value: Value = []
            for _ in 1..<999 { value = [value] }
            // The sandbox itself is a level.
            try await machine.context.set("deep", to: value)
            try await machine.expect("let n = 0; for (let x = deep; x; x = x[0]) n++; n", gives: 999)
            let error = try await vmError { try await machine.context.set("deeper", to: [[value]]) }
            #expect(error.code == .valueTooLarge)
            #expect(error.limit == 1_000)
            try await machine.expect("typeof deeper", gives: "undefined")
        }
    }

    /// A map takes three brackets of JSON for one level, and an error two.
    @Test(arguments: ["new Map([[1, x]])", "new Set([x])", "new Error('e', { cause: x })", "{ $type: x }"])
    func depthOfWhatTakesMoreThanOneBracket(code: String) async throws {
        try await withMachine { machine in
            try await machine.run(
                """
                function nest(n) { let x = 1; for (let i = 0; i < n; i++) x = (\(code)); return x }
                function depth(x) {
                    let n = 0
                    for (; typeof x === "object"; n++) {
                        x = x instanceof Map ? x.get(1) : x instanceof Set ? [...x][0] : x.cause ?? x.$type
                    }
                    return n
                }
                """)
            let value = try await machine.run("nest(998)")
            try await machine.context.set("deep", to: value)
            try await machine.expect("depth(deep)", gives: 998)
            #expect(try await machine.error("nest(1001)").code == .valueTooLarge)
            let thrown = try await machine.error("throw nest(900)")
            #expect(thrown.code == .exception && thrown.exception?.value != .undefined)
            let echo = try await machine.run("(x => depth(x))")
            #expect(try await echo.function?.call(value) == 998)
            try await machine.run("console.log(nest(900)); Promise.reject(nest(900)); 0")
            try await machine.expect("1 + 1", gives: 2)
        }
    }

    @Test func aChainOfCausesIsCutWhereItIsTooLong() async throws {
        try await withMachine { machine in
            let error = try await machine.error(
                "let e = new Error('0'); for (let i = 1; i < 3000; i++) e = new Error(`${i}`, { cause: e }); throw e")
            #expect(error.code == .exception)
            #expect(error.exception?.message == "2999")
            #expect(error.exception?.omitted.isEmpty == false)
            try await machine.expect("1 + 1", gives: 2)
        }
    }

    @Test func depthOfThrownValues() async throws {
        try await withMachine { machine in
            let error = try await machine.error("let x = []; for (let i = 0; i < 2000; i++) x = [x]; throw x")
            #expect(error.code == .valueTooLarge || error.code == .exception)
            try await machine.expect("1 + 1", gives: 2)
        }
    }

    @Test func aStringOf100MegabytesIsRefused() async throws {
        try await withMachine { machine in
            let error = try await machine.error("'x'.repeat(100 << 20)")
            #expect(error.code == .valueTooLarge)
            #expect(error.limit == 64 << 20)
            try await machine.expect("2 + 2", gives: 4)
            let string = String(repeating: "x", count: 100 << 20)
            let incoming = try await vmError { try await machine.context.set("s", to: Value(string)) }
            #expect(incoming.code == .valueTooLarge)
            try await machine.expect("typeof s", gives: "undefined")
        }
    }

    @Test func limitsCanBeConfigured() async throws {
        let limits = ValueLimits(maximumDepth: 3, maximumEncodedBytes: 100)
        try await withMachine([:], Supervisor.Configuration(limits: limits)) { machine in
            try await machine.expect("[[[]]]", gives: [[[]]])
            #expect(try await machine.error("[[[[]]]]").limit == 3)
            #expect(try await machine.run("'x'.repeat(98)").string?.count == 98)
            #expect(try await machine.error("'x'.repeat(99)").limit == 100)
            try await machine.expect("1", gives: 1)
        }
    }

    @Test func twentyMegabytesBothWaysAtOnce() async throws {
        try await withMachine { machine in
            let large = Value(String(repeating: "é", count: 10 << 20))
            let size = 10 << 20
            async let written: Void = machine.context.set("large", to: large)
            async let read = machine.run("'é'.repeat(\(size))")
            async let nothing = machine.run("'y'.repeat(\(2 * size))")
            try await written
            #expect(try await read == large)
            #expect(try await nothing.string?.utf8.count == 2 * size)
            try await machine.expect("large.length", gives: Value(size))
        }
    }

    @Test func twentyMegabytesInACallAndItsResult() async throws {
        try await withMachine { machine in
            let echo = try #require(try await machine.run("x => x").function)
            let large = Value(String(repeating: "z", count: 20 << 20))
            #expect(try await echo.call(large) == large)
        }
    }
}
