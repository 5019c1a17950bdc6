import Testing
@testable import Isolates

/// Code that is no JavaScript: nothing of it runs, and the place is told.
@Suite(.timeLimit(.minutes(1))) struct CompilationTests {
    @Test func aSyntaxErrorHasItsPlace() async throws {
        try await withMachine { machine in
            let error = try await vmError {
                try await machine.supervisor.runInContext(
                    "var ran = 1;\nvar b = ;\n", machine.context, filename: "bad.js")
            }
            #expect(error.code == .compilation)
            let exception = try #require(error.exception)
            #expect(exception.name == "SyntaxError")
            #expect(exception.filename == "bad.js")
            #expect(exception.line == 2)
            #expect(exception.stack?.hasPrefix("bad.js:2\nvar b = ;\n        ^\n") == true, "\(exception.stack ?? "")")
            #expect(exception.stack?.contains("\nSyntaxError: ") == true)
            try await machine.expect("typeof ran", gives: "undefined")
        }
    }

    @Test(arguments: [
        "(", "var", "let a; let a", "return 1", "await 1", "import 'x'", "export default 1", "'a", "`a", "/a", "1 = 2",
        "{", "}", "for (",
        "a b", "new.target", "super()", "class { }", "\"use strict\"; with (a) {}", "0x", "1__0", "\u{0}", "/(/",
        "/a/gg", "break", "yield\n1 1",
    ])
    func isNoJavaScript(_ code: String) async throws {
        try await withMachine { machine in
            let error = try await machine.error(code)
            #expect(error.code == .compilation, "\(error)")
            #expect(error.exception?.name == "SyntaxError")
            #expect(error.exception?.line == (code.contains("\n") ? 2 : 1))
            let ahead = try await vmError { _ = try await machine.supervisor.script(code) }
            #expect(ahead.code == .compilation)
            try await machine.expect("1", gives: 1)
        }
    }

    /// The place is the start of the offending token; where the code is incomplete, it is where the code ends.
    @Test func columns() async throws {
        let rows: [(code: String, line: Int, column: Int)] = [
            ("if (", 1, 5), ("'open", 1, 1), ("let let", 1, 5), ("return 1", 1, 1), ("var b = ;", 1, 9), ("a b", 1, 3),
            ("foo(", 1, 5),
            ("x = 'open", 1, 5), ("x = `open", 1, 5), ("x = /open", 1, 5), ("a /*open", 1, 3), ("1 +", 1, 4),
            ("let a; let a", 1, 12),
            ("import 'x'", 1, 8), ("export default 1", 1, 1), ("}", 1, 1), ("super()", 1, 1), ("0x", 1, 1),
            ("x = 3a", 1, 5), ("/a/gg", 1, 1),
            ("x = /(/", 1, 5), ("break", 1, 1), ("yield\n1 1", 2, 3), ("class A (", 1, 9), ("'abc' 'd\\'ef'", 1, 7),
            ("foo(1 2)", 1, 7),
            ("a 1.5e3", 1, 3), ("if (a) else", 1, 8), ("var class = 1", 1, 5), ("@", 1, 1), ("1\r\n a b", 2, 4),
            ("1\r a b", 2, 4),
            ("1\u{2028} a b", 2, 4), ("x.#p", 1, 3), ("'use strict'; with (a) {}", 1, 15), ("if (a) {\n  b(\n}", 3, 1),
            ("f({", 1, 4),
            ("x = {a: 1", 1, 10), ("const a;", 1, 8), ("\"use strict\"; delete a", 1, 22), ("ä ö", 1, 3),
            ("x = 'é' é", 1, 9),
        ]
        try await withMachine { machine in
            for row in rows {
                let exception = try await machine.error(row.code).exception
                #expect(exception?.line == row.line, "\(row.code)")
                #expect(exception?.column == row.column, "\(row.code)")
            }
        }
    }

    @Test func aSyntaxErrorOfEvalIsAnException() async throws {
        try await withMachine { machine in
            let error = try await machine.error("eval('var = 1')")
            #expect(error.code == .exception)
            #expect(error.exception?.name == "SyntaxError")
        }
    }

    @Test func compilingRunsNothing() async throws {
        try await withMachine { machine in
            let script = try await machine.supervisor.script("var ran = (globalThis.ran || 0) + 1; ran")
            try await machine.expect("typeof ran", gives: "undefined")
            #expect(try await script.runInContext(machine.context) == 1)
            #expect(try await script.runInContext(machine.context) == 2)
        }
    }
}
