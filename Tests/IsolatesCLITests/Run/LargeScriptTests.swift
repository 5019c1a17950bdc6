import Foundation
import Testing

@testable import IsolatesCLI

/// Scripts as large as a compiler's bundle, whose text the engine shares instead of copying it.
@Suite(.timeLimit(.minutes(1)))
struct LargeScriptTests {
    /// 1.8 MB, in each way that UTF-8 encodes a code point, and with what looks like imports.
    private static let filler = String(repeating: "/* ä € 😀 import('x') */\n", count: 60_000)

    private func run(_ code: String, _ others: [String: String] = [:]) async throws -> Program.Ending {
        try await withTemporaryDirectory { directory in
            try directory.write(Self.filler + code, to: "script.js")
            for (name, text) in others { try directory.write(text, to: name) }
            return try await Program.run("run", "script.js", in: directory)
        }
    }

    @Test func everyCodePointArrives() async throws {
        let run = try await run("const text = 'aä€😀\u{0}b';\n[...text].map((c) => c.codePointAt(0)).join()")
        #expect(run.output == "97,228,8364,128512,0,98\n")
        #expect(run.status == 0)
    }

    @Test func theWholeSourceIsThere() async throws {
        let run = try await run("function f() { return 'ü import(1)'; }\nf.toString() + f()")
        #expect(run.output == "function f() { return 'ü import(1)'; }ü import(1)\n")
    }

    @Test func errorsShowTheirLine() async throws {
        let run = try await run("\nconst x = 'ü'; throw new Error(x);")
        #expect(run.errors.hasPrefix("script.js:60002\nconst x = 'ü'; throw new Error(x);\n"))
        #expect(run.status == 1)
    }

    @Test func itImports() async throws {
        let run = try await run(
            "import('./b.mjs').then(({ x }) => console.log(x)); 0", ["b.mjs": "export const x = 'ß';"])
        #expect(run.output == "ß\n0\n" || run.output == "0\nß\n")
        #expect(run.errors == "")
    }

    @Test(arguments: [
        ("", false), ("1", false), ("// we import variables", false), ("({ imports: 1, important: '(' })", false),
        ("import", false), ("import x from 'y'", false), ("import('x')", true), ("a.import ('x')", true),
        ("import\n\t('x')", true), ("import/**/('x')", true), ("import\u{2003}('x')", true),
        ("important; import('x')", true),
    ])
    func importCallsAreForeseen(code: String, mayImport: Bool) {
        #expect(ScriptText(code: code, filename: nil).mayImport == mayImport)
    }
}
