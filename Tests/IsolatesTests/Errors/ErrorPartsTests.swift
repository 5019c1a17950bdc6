import Isolates
import Testing

/// A thrown error to the letter, and all that hangs on it.
@Suite(.supervised, .timeLimit(.minutes(1))) struct ErrorPartsTests {
    private let supervisor = Supervisor.ofSuite

    @Test func toTheLetter() async throws {
        let context = try await supervisor.createContext()
        let code = "function f() {\n  throw new TypeError('no tea')\n}\nf()"
        let error = try await failure { try await supervisor.runInContext(code, context, filename: "shop.js") }
        #expect(error.code == .exception)
        let exception = try #require(error.exception)
        #expect(exception.name == "TypeError")
        #expect(exception.message == "no tea")
        #expect(exception.filename == "shop.js")
        #expect(exception.line == 2)
        #expect(exception.column == 22)
        let frames = "TypeError: no tea\n    at f (shop.js:2:22)\n    at shop.js:4:2"
        let caret = String(repeating: " ", count: 21) + "^"
        #expect(exception.stack == "shop.js:2\n  throw new TypeError('no tea')\n\(caret)\n\n\(frames)")
        let value = try #require(exception.value.error)
        #expect(value.name == "TypeError" && value.message == "no tea" && value.stack == frames)
        #expect(error.message == exception.stack && error.description == error.message)
        #expect(error.timeout == nil && error.signal == nil && error.exitStatus == nil && error.interruptReason == nil)
    }

    @Test(arguments: ["1", "'text'", "null", "undefined", "({ name: 'Error', message: 'no error', stack: 's' })"])
    func whatIsNoErrorHasNoPlace(code: String) async throws {
        let error = try await failure { try await supervisor.runInNewContext("throw \(code)") }
        let exception = try #require(error.exception)
        #expect(exception.name == nil && exception.message == nil && exception.stack == nil)
        #expect(exception.filename == nil && exception.line == nil && exception.column == nil)
        #expect(error.message == "Uncaught \(exception.value)")
    }

    @Test func propertiesCausesAndParts() async throws {
        let error = try await failure {
            try await supervisor.runInNewContext(
                """
                class Hungry extends RangeError { name = "Hungry"; amount = { cups: 2 } }
                throw Object.assign(new Hungry("tea", { cause: [1] }), { code: "E_TEA" })
                """)
        }
        #expect(error.exception?.name == "Hungry")
        #expect(error.exception?.message == "tea")
        let value = try #require(error.exception?.value.error)
        #expect(value.properties["amount"] == ["cups": 2])
        #expect(value.properties["code"] == "E_TEA")
        #expect(value.cause == [1])

        let many = try await failure {
            try await supervisor.runInNewContext("throw new AggregateError([new Error('a'), 2], 'both')")
        }
        #expect(many.exception?.name == "AggregateError")
        let parts = try #require(many.exception?.value.error?.errors)
        try #require(parts.count == 2)
        #expect(parts[0].error?.message == "a" && parts[1] == 2)
    }

    @Test func aPromiseThatNothingCanSettle() async throws {
        let context = try await supervisor.createContext()
        let error = try await failure {
            try await supervisor.runInContext("new Promise(() => {})", context, awaitPromise: true)
        }
        #expect(error.code == .exception)
        #expect(error.exception?.message?.contains("can never settle") == true)
        #expect(try await supervisor.runInContext("1", context) == 1)
    }
}
