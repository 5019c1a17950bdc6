import Isolates
import Testing

/// What a run leaves behind, as the next run finds it.
@Suite(.timeLimit(.minutes(1))) struct PersistenceTests {
    @Test(
        arguments: [
            ("let a = 1", "a += 1", 2), ("const b = { n: 1 }", "b.n += 2; b.n", 3),
            ("class C { m() { return 4 } }", "new C().m()", 4),
            ("function f() { return 5 }", "f()", 5), ("var v = 6", "v", 6), ("g = 7", "g", 7),
            ("let next = (() => { let n = 6; return () => n += 1 })(); next()", "next()", 8),
            ("let [x, { y }] = [4, { y: 5 }]", "x + y", 9),
            ("{ let inner = 1; var outer = 10 }", "typeof inner == 'undefined' && outer", 10),
        ] as [(String, String, Int)])
    func declarations(first: String, second: String, result: Int) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext(first, context)
            #expect(try await supervisor.runInContext(second, context, as: Int.self) == result)
        }
    }

    @Test func declaredTwice() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext("let a = 1", context)
            let error = try await failure {
                try await supervisor.runInContext("let a = 2", context)
            }
            #expect(error.exception?.name == "SyntaxError")
            #expect(try await supervisor.runInContext("a", context, as: Int.self) == 1)
        }
    }

    @Test func constantsStayConstant() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext("const a = 1", context)
            let error = try await failure {
                try await supervisor.runInContext("a = 2", context)
            }
            #expect(error.code == .exception)
            #expect(error.exception?.name == "TypeError")
            #expect(try await supervisor.runInContext("a", context, as: Int.self) == 1)
        }
    }

    /// Lexical declarations are no properties of the global object, in Node neither.
    @Test func lexicalDeclarationsAreNotInTheSandbox() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            try await supervisor.runInContext("let a = 1; const b = 2; class C {}; var d = 3; e = 4", context)
            #expect(try await context.sandbox == ["d": 3, "e": 4])
        }
    }

    @Test func contextsShareNothing() async throws {
        try await withSupervisor { supervisor in
            let one = try await supervisor.createContext(["n": 1])
            let other = try await supervisor.createContext(["n": 2])
            try await supervisor.runInContext("n = 10; let secret = 1; Array.prototype.mine = true", one)
            #expect(
                try await supervisor.runInContext("[n, typeof secret, [].mine]", other) == [2, "undefined", .undefined])
        }
    }
}
