import Testing

@testable import Isolates

/// Scripts that declare a name which an earlier script of the context has declared by `let`, `const` or `class`.
@Suite(.timeLimit(.minutes(1))) struct RedeclarationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let first: String
        let second: String
        let name: String
        let line: Int
        let column: Int?

        init(_ first: String, _ second: String, _ name: String = "q", at line: Int, _ column: Int?) {
            (self.first, self.second, self.name, self.line, self.column) = (first, second, name, line, column)
        }

        var testDescription: String { "\(first) / \(second)" }
    }

    static let cases = [
        Case("let q = 1", "let q = 2", at: 1, 5),
        Case("let q = 1", "// let q\n'q'\n  const a = 'q', q = 2", at: 3, 18),
        Case("const q = 1", "class q {}", at: 1, 7),
        Case("let q", "class q {\n  static make() {\n    return new q();\n  }\n}", at: 1, 7),
        Case("let q", "class q extends q {}", at: 1, 7),
        Case("let q", "'use strict';\nfunction q(a) {\n  return new q();\n}", at: 2, 10),
        Case("let q", "function q(n) { return n ? n * q(n - 1) : 1 }", at: 1, 10),
        Case("let q", "class q { // see q\n  /* q */ }", at: 1, 7),
        Case("class q {}", "let { a, b: [q] } = { b: [] }", at: 1, 14),
        Case("let q", "0\nvar q", at: 2, 5),
        Case("let q", "{\n  var a, q = 3\n}", at: 2, 10),
        Case("let q", "1; function q() {}", at: 1, 13),
        Case("let q", "qq; async function* q\n(qq) {}", at: 1, 21),
        Case("let q", "const [a, ...q] = [q]", at: 1, 14),
        Case("let q", "for (const q of []) {}\nlet qq\nlet q", at: 3, 5),
        Case("let q", "0\nlet \\u0071\n", at: 1, nil),
        Case("let q", "#!/usr/bin/env node\nlet q", at: 2, 5),
        Case("let longer", "async () => import('x')\nlet longer", "longer", at: 2, 5),
        Case("let longer", "async () => import('x'); let longer", "longer", at: 1, 30),
        Case("0", "\nlet NaN = 1", "NaN", at: 2, 5),
        Case("0", "let undefined", "undefined", at: 1, 5),
    ]

    @Test(arguments: cases)
    func theErrorHasThePlaceOfTheDeclaration(_ one: Case) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext(one.first, context)
            let exception = try await exception(of: one.second, in: context, supervisor)
            #expect(exception.name == "SyntaxError")
            #expect(exception.message == "Identifier '\(one.name)' has already been declared")
            #expect(exception.filename == "second.js")
            #expect(exception.line == one.line)
            #expect(exception.column == one.column)
            let line = one.second.split(separator: "\n", omittingEmptySubsequences: false)[one.line - 1]
            let caret = String(repeating: " ", count: (one.column ?? 1) - 1)
            #expect(
                exception.stack == """
                    second.js:\(one.line)
                    \(line)
                    \(caret)^

                    SyntaxError: Identifier '\(one.name)' has already been declared
                    """)
        }
    }

    @Test(arguments: [(0, 0), (10, 0), (0, 4), (10, 4), (-1, -2)])
    func offsetsCount(_ lineOffset: Int, _ columnOffset: Int) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext("let q", context)
            let exception = try await exception(
                of: "  let q", in: context, supervisor, lineOffset: lineOffset, columnOffset: columnOffset)
            #expect(exception.line == 1 + lineOffset)
            #expect(exception.column == 7 + columnOffset)
            #expect(exception.stack?.contains("\n  let q\n      ^\n") == true, "\(exception.stack ?? "")")
        }
    }

    @Test func oneScriptThatRunsTwice() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            let script = try await supervisor.script("0\nlet q = 1", filename: "once.js")
            try await script.runInContext(context)
            let exception = try #require(await vmError { try await script.runInContext(context) }.exception)
            #expect(exception.filename == "once.js" && exception.line == 2 && exception.column == 5)
        }
    }

    /// The engine's own errors of evaluated code, and those that a script makes, stay what they are.
    @Test(arguments: [
        ("(0, eval)('var q')", 1), ("\nthrow new SyntaxError(\"Can't create duplicate variable: 'q'\")", 2),
    ])
    func otherErrorsKeepTheirPlace(_ code: String, _ line: Int) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext("let q", context)
            let exception = try await exception(of: code, in: context, supervisor)
            #expect(exception.message?.hasPrefix("Can't create duplicate variable") == true)
            #expect(exception.line == line)
            #expect(exception.stack?.contains("\n    at second.js:\(line):") == true)
        }
    }

    private func exception(
        of code: String, in context: Context, _ supervisor: Supervisor, lineOffset: Int = 0, columnOffset: Int = 0
    ) async throws -> ScriptException {
        let script = try await supervisor.script(
            code, filename: "second.js", lineOffset: lineOffset, columnOffset: columnOffset)
        return try #require(await vmError { try await script.runInContext(context) }.exception)
    }
}
