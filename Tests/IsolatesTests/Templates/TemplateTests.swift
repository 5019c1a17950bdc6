import Foundation
import Isolates
import Testing

/// Contexts that begin where a set-up ended.
@Suite(.timeLimit(.minutes(2)), .serialized) struct TemplateTests {
    @Test func contextsBeginWhereTheSetUpEnded() async throws {
        try await withSupervisor { supervisor in
            let script = try await supervisor.script(
                "const greet = name => `${greeting}, ${name}`; let count = 1; var made = new Map();")
            let template = try await supervisor.createTemplate(
                [script], sandbox: ["greeting": "hello", "twice": .function { (n: Int) in n * 2 }])
            let first = try await template.createContext(["name": "a"])
            let second = try await template.createContext(
                ["name": "b", "greeting": "goodbye"], contextCodeGeneration: .init(strings: false))
            #expect(try await supervisor.runInContext("count += 1; made.set(1, 2); greet(name)", first) == "hello, a")
            #expect(try await supervisor.runInContext("greet(name) + count + made.size", second) == "goodbye, b10")
            #expect(try await supervisor.runInContext("twice(21)", second) == 42)
            #expect(
                try await failure { try await supervisor.runInContext("eval('1')", second) }.exception?.name
                    == "EvalError")
            #expect(try await supervisor.runInContext("eval('1')", first) == 1)
            // What the template knows of is no part of a context's sandbox but for what the global object has.
            #expect(try await second.sandbox["name"] == "b")
            #expect(
                Set([
                    try await supervisor.runInContext("Math.random()", first) as Double,
                    try await supervisor.runInContext("Math.random()", second),
                ]).count == 2)
        }
    }

    @Test func contextsOutliveTheirTemplate() async throws {
        try await withSupervisor { supervisor in
            let template = try await supervisor.createTemplate([try await supervisor.script("let n = 1")])
            let context = try await template.createContext()
            template.dispose()
            #expect(template.isDisposed)
            let error = try await failure { try await template.createContext() }
            #expect(error.code == .disposed && error.reason?.contains("disposed") == true)
            #expect(try await supervisor.runInContext("n += 1", context) == 2)
        }
    }

    @Test(arguments: [0, 1, 4]) func aBurstFallsBackOnForking(warmWorkers: Int) async throws {
        try await withSupervisor(.init(warmWorkers: warmWorkers)) { supervisor in
            let template = try await supervisor.createTemplate([try await supervisor.script("let n = 41")])
            for _ in 0..<2 {
                let results = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<12 {
                        group.addTask {
                            let context = try await template.createContext()
                            return try await supervisor.runInContext("n += 1", context)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(results == Array(repeating: 42, count: 12))
            }
        }
    }

    @Test func aRunInItsContextIsUndone() async throws {
        try await withSupervisor { supervisor in
            let template = try await supervisor.createTemplate([try await supervisor.script("let n = 1")])
            let context = try await template.createContext(["m": 1])
            for expected in 1...3 {
                let error = try await failure {
                    try await supervisor.runInContext("n = m = 0; for (;;);", context, timeout: .milliseconds(20))
                }
                #expect(error.isRolledBack)
                #expect(
                    try await supervisor.runInContext("m += 1; [n, m]", context) == [1, .number(Double(expected + 1))])
            }
        }
    }

    @Test func aSetUpThatFailsSaysHow() async throws {
        try await withSupervisor { supervisor in
            let thrown = try await failure {
                _ = try await supervisor.createTemplate([supervisor.script("throw new TypeError('no')")])
            }
            #expect(thrown.code == .exception && thrown.exception?.name == "TypeError")
            let hung = try await failure {
                _ = try await supervisor.createTemplate([supervisor.script("for (;;);")], timeout: .milliseconds(50))
            }
            #expect(hung.code == .timeout)
            #expect(try await supervisor.runInNewContext("1") == 1)
        }
    }

    /// Debian's node-lodash and node-typescript.
    @Test func lodash() async throws {
        try await withSupervisor { supervisor in
            let template = try await supervisor.createTemplate([library("lodash/lodash.js", in: supervisor)])
            let context = try await template.createContext(["list": [3, 1, 2]])
            #expect(try await supervisor.runInContext("_.sortBy(list)", context) == [1, 2, 3])
            #expect(try await supervisor.runInContext("_.chunk(_.range(5), 2)", context) == [[0, 1], [2, 3], [4]])
        }
    }

    @Test func typeScript() async throws {
        try await withSupervisor { supervisor in
            let warm = try await supervisor.script("ts.transpile(`const n: number = 1; class A { x?: string }`)")
            let template = try await supervisor.createTemplate(
                [library("typescript/lib/typescript.js", in: supervisor)], warmUp: warm)
            for _ in 0..<3 {
                let context = try await template.createContext([
                    "source": "enum E { A, B }; const f = (e: E): string => E[e];"
                ])
                let output: String = try await supervisor.runInContext(
                    "ts.transpile(source, { target: 'ES2020' })", context)
                #expect(output.contains("const f = (e) => E[e];") && output.contains("(E || (E = {}))"))
                let error = try await failure {
                    try await supervisor.runInContext(
                        "ts.transpile = null; for (;;);", context, timeout: .milliseconds(50))
                }
                #expect(error.isRolledBack)
                #expect(try await supervisor.runInContext("typeof ts.transpile", context) == "function")
            }
        }
    }

    private func library(_ path: String, in supervisor: Supervisor) async throws -> Script {
        let path = "/usr/share/nodejs/" + path
        let source = try #require(
            try? String(contentsOfFile: path, encoding: .utf8),
            "\(path) is not there: scripts/setup installs node-lodash and node-typescript")
        return try await supervisor.script(source, filename: path)
    }
}
