import Isolates
import Testing

/// Scripts that are no JavaScript.
@Suite(.supervised, .timeLimit(.minutes(1))) struct CompilationTests {
    private let supervisor = Supervisor.ofSuite

    /// The place is that of the token which has no business there.
    @Test(arguments: [
        ("a b", 1, 3), ("\n  a b", 2, 5), ("var x = {;", 1, 10), ("f(\n\n", 3, 1), ("1 +\n*", 2, 1), ("await 1", 1, 7),
        ("import x from 'y'", 1, 8), ("const a = 1, b;\n", 1, 15), ("'é漢😀' 1", 1, 8),
    ])
    func whereItIs(code: String, line: Int, column: Int) async throws {
        let errors = [
            try await failure { try await supervisor.script(code, filename: "broken.js") },
            try await failure { try await supervisor.runInNewContext(code, filename: "broken.js") },
        ]
        for error in errors {
            #expect(error.code == .compilation)
            let exception = try #require(error.exception)
            #expect(exception.name == "SyntaxError")
            #expect(exception.message?.isEmpty == false)
            #expect(exception.filename == "broken.js")
            #expect(exception.line == line)
            #expect(exception.column == column)
            #expect(exception.stack?.hasPrefix("broken.js:\(line)\n") == true)
            #expect(exception.stack?.contains("\n\nSyntaxError: ") == true)
            #expect(exception.value.error?.name == "SyntaxError")
        }
    }

    @Test func nothingOfItRuns() async throws {
        let context = try await supervisor.createContext()
        let error = try await failure { try await supervisor.runInContext("a = 1; let b = 2;\n)", context) }
        #expect(error.code == .compilation)
        #expect(try await supervisor.runInContext("[typeof a, typeof b]", context) == ["undefined", "undefined"])
        #expect(try await context.sandbox == [:])
    }

    @Test func offsets() async throws {
        let error = try await failure { try await supervisor.script("a b", filename: "page.html", lineOffset: 10, columnOffset: 20) }
        #expect(error.exception?.line == 11)
        #expect(error.exception?.column == 23)
        let negative = try await failure { try await supervisor.script("\n\n\na b", lineOffset: -2) }
        #expect(negative.exception?.line == 2)
        #expect(negative.exception?.filename == "evalmachine.<anonymous>")
    }
}
