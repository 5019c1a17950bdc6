import Testing
@testable import Isolates

/// Code that is no JavaScript: nothing of it runs, and the place is told.
@Suite(.timeLimit(.minutes(1))) struct CompilationTests {
    @Test func aSyntaxErrorHasItsPlace() async throws {
        try await withMachine { machine in
            let error = try await vmError {
                try await machine.supervisor.runInContext("var ran = 1;\nvar b = ;\n", machine.context, filename: "bad.js")
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
        "(", "var", "let a; let a", "return 1", "await 1", "import 'x'", "export default 1", "'a", "`a", "/a", "1 = 2", "{", "}", "for (",
        "a b", "new.target", "super()", "class { }", "\"use strict\"; with (a) {}", "0x", "1__0", "\u{0}", "/(/", "/a/gg", "break", "yield\n1 1",
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
