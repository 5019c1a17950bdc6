import Testing
@testable import Isolates

/// Expressions over web globals as Node has them: `Fixtures/web.js` evaluated each there.
@Suite struct WebRowsTests {
    struct Row: Decodable, Sendable {
        let code: String
        let expected: String
    }

    @Test func theTableIsLongEnough() throws {
        #expect(try Fixture.load("web.json", as: [Row].self).count >= 250)
    }

    @Test(.timeLimit(.minutes(2)))
    func expressionsGiveWhatTheyGiveInNode() async throws {
        let rows = try Fixture.load("web.json", as: [Row].self)
        try await withSupervisor { supervisor in
            let options = ContextOptions(recovery: .discard, globals: WebGlobals.all)
            let context = try await supervisor.createContext(options: options)
            try await supervisor.runInContext(
                """
                function show(value) {
                  return typeof value === "object" && value !== null ? Object.prototype.toString.call(value) : String(value);
                }
                async function run(code) {
                  try { return show(await (0, eval)(code)); } catch (error) {
                    return `throws ${error.name}${typeof error.code === "number" ? ` ${error.code}` : ""}`;
                  }
                }
                """, context)
            for row in rows {
                let code = String(describing: Value.array([.string(JSString(row.code))])).dropFirst().dropLast()
                let result: String = try await supervisor.runInContext(
                    "run(\(code))", context, timeout: .seconds(10), awaitPromise: true)
                #expect(result == row.expected, "\(row.code)")
            }
        }
    }
}
