import Testing

@testable import Isolates

/// What `util.inspect` shows of the objects of web globals, as Node 20 shows them.
@Suite(.timeLimit(.minutes(1))) struct WebObjectTests {
    @Test func inspectsAsNode() async throws {
        let cases = try Fixture.load("webObjects.json", as: [InspectionTests.Case].self)
        #expect(cases.count >= 13)
        let texts = try await inspected(cases.map(\.code))
        for (one, text) in zip(cases, texts) { #expect(text == one.node, "\(one.code)") }
    }

    /// Neither what a script has done to the getters nor a forged object runs the script's code.
    @Test(arguments: [
        (
            """
            Object.defineProperty(DOMException.prototype, 'name', { get() { throw 1 } });
            Object.defineProperty(DOMException.prototype, 'message', { get() { throw 1 } });
            new DOMException('m', 'DataError')
            """, "[DOMException [DataError]: m]"
        ),
        ("Object.create(DOMException.prototype)", "[DOMException [Error]]"),
        ("new (class E extends Error { get message() { throw 1 } })", "[E [Error]]"),
    ])
    func callsNoGetterOfTheScript(_ code: String, _ expected: String) async throws {
        // What is inspected by a custom inspection is not read in any other way.
        let literal = Value.array([.string(JSString(code))]).description.dropFirst().dropLast()
        let custom = "Symbol.for('nodejs.util.inspect.custom')"
        let shown = "({ [\(custom)]: (depth, options, inspect) => inspect((0, eval)(\(literal))) })"
        #expect(try await inspected([shown]) == [expected])
    }

    private func inspected(_ codes: [String]) async throws -> [String?] {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(options: ContextOptions(globals: WebGlobals.all))
            try await supervisor.runInContext("Error.stackTraceLimit = 0", context)
            var texts: [String?] = []
            for code in codes {
                let literal = Value.array([.string(JSString(code))]).description.dropFirst().dropLast()
                let script = supervisor.makeScript(JSString("(0, eval)(\(literal))"))
                texts.append(try await context.run(script, RunOptions(inspectsResult: true)).inspected)
            }
            return texts
        }
    }
}
