import Isolates
import Testing

/// What a run's result is decoded as: `Value`, or a type that is named or that follows from where the result goes.
@Suite(.timeLimit(.minutes(1)), .supervised) struct ResultTypeTests {
    private struct Point: Decodable, Equatable {
        var x: Int
        var y: Int?
    }

    @Test func theTypeOfAnAnnotation() async throws {
        let supervisor = Supervisor.ofSuite
        let context = try await supervisor.createContext(["n": 3])
        let script = try await supervisor.script("[n, n + 1]")
        let list: [Int] = try await script.runInContext(context)
        #expect(list == [3, 4])
        let fresh: [Double] = try await script.runInNewContext(["n": 0.5])
        #expect(fresh == [0.5, 1.5])
        let text: String = try await supervisor.runInContext("'a' + n", context)
        #expect(text == "a3")
        let point: Point = try await supervisor.runInNewContext("({ x: 1 })")
        #expect(point == Point(x: 1))
        let none: Int? = try await supervisor.runInThisContext("undefined")
        #expect(none == nil)
    }

    @Test func theTypeOfAParameterOrAReturn() async throws {
        func number() async throws -> Int { try await Supervisor.ofSuite.runInNewContext("6 * 7") }
        func text(of number: Double) -> String { "\(number)" }
        #expect(try await number() == 42)
        #expect(text(of: try await Supervisor.ofSuite.runInNewContext("0.25")) == "0.25")
    }

    @Test func withoutATypeItIsAValue() async throws {
        let supervisor = Supervisor.ofSuite
        let result = try await supervisor.runInNewContext("new Map([[1, 2n]])")
        #expect(result.map?.count == 1)
        let value: Value = try await supervisor.runInNewContext("undefined")
        #expect(value.isUndefined)
        // A comparison asks for no type, which the script may not give.
        #expect(try await supervisor.runInNewContext("7") != "7")
        try await supervisor.runInNewContext("1")
    }

    @Test func aNamedType() async throws {
        let supervisor = Supervisor.ofSuite
        #expect(try await supervisor.runInNewContext("({ x: 1, y: 2 })", as: Point.self) == Point(x: 1, y: 2))
        let script = try await supervisor.script("'a'")
        #expect(try await script.runInThisContext(as: String.self) == "a")
    }

    @Test func anotherTypeIsAnError() async throws {
        let error = try await failure { let _: Int = try await Supervisor.ofSuite.runInNewContext("'text'") }
        #expect(error.code == .invalidValue)
        #expect(error.message.hasPrefix("the result is no Int: "))
    }
}
