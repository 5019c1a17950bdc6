import Foundation
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CheckTests {
    @Test func soundFilesPrintNothingAndDoNotRun() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("console.log('ran'); throw 1", to: "a.js")
            try directory.write("#!/usr/bin/env isolates\nfor (;;);", to: "b.js")
            let run = try await Program.run("check", "a.js", "b.js", in: directory)
            #expect(run.status == 0)
            #expect(run.output == "")
            #expect(run.errors == "")
        }
    }

    @Test func everyFilesFirstErrorIsShown() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("let x = ;\nlet y = ;", to: "a.js")
            try directory.write("1", to: "b.js")
            try directory.write("\n\nfoo(", to: "c.js")
            let run = try await Program.run("check", "a.js", "b.js", "c.js", in: directory)
            #expect(run.status == 1)
            #expect(
                run.errors.hasPrefix(
                    "a.js:1:9\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'\nc.js:3:5\nfoo(\n"))
        }
    }

    @Test func fileThatCannotBeRead() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("1", to: "a.js")
            let run = try await Program.run("check", "missing.js", "a.js", in: directory)
            #expect(run.status == 66)
            #expect(run.errors == "Error: missing.js can't be read: No such file or directory\n")
        }
    }

    @Test func syntaxErrorCountsForMoreThanAFileThatCannotBeRead() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("let x = ;", to: "a.js")
            let run = try await Program.run("check", "missing.js", "a.js", in: directory)
            #expect(run.status == 1)
            #expect(run.errors.contains("missing.js can't be read"))
            #expect(run.errors.contains("a.js:1:9\n"))
        }
    }

    @Test func aFileThatIsTooMuchForTheCompilerIsNamedAndOthersAreLookedAt() async throws {
        try await withTemporaryDirectory { directory in
            let depth = 20_000
            try directory.write(
                String(repeating: "(", count: depth) + "1" + String(repeating: ")", count: depth), to: "deep.js")
            try directory.write("foo bar", to: "b.js")
            let run = try await Program.run("check", "deep.js", "b.js", in: directory)
            #expect(run.status == 1)
            #expect(
                run.errors.hasPrefix("deep.js: RangeError: Maximum call stack size exceeded.\nb.js:1:5\nfoo bar\n"),
                "\(run.errors)")
            let json = try await Program.run("check", "--json", "deep.js", "b.js", in: directory)
            #expect(json.status == 1)
            #expect(
                json.output.hasPrefix(#"{"files":[{"file":"deep.js","error":{"kind":"exception","message":"Maximum"#))
            #expect(json.output.contains(#"{"file":"b.js","error":{"kind":"exception","message":"Unexpected"#))
        }
    }

    @Test func withoutAWorkerThereIsALineToo() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("1", to: "a.js")
            let host = Program.directory.appending(path: "IsolatesTestHost").path
            let run = try await Program.run(
                "--signal=KILL", "10", host, "deny", "pidfd_open", Program.path, "check", "--json", "a.js",
                path: "/usr/bin/timeout", in: directory)
            #expect(run.status == 69)
            #expect(run.output.hasPrefix(#"{"error":{"kind":"unavailable","message":"#))
        }
    }

    @Test func modulesAreCheckedAsModules() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("import x from './none.js';\nexport const y = await x;", to: "a.mjs")
            try directory.write("import x from './none.js';\nlet q = ;", to: "b.mjs")
            let run = try await Program.run("check", "a.mjs", "b.mjs", in: directory)
            #expect(run.status == 1)
            #expect(run.output == "")
            #expect(run.errors.hasPrefix("b.mjs:2:9\nlet q = ;\n        ^\n\nSyntaxError: "), "\(run.errors)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/nodejs/typescript/lib/typescript.js")))
    func typesAreStripped() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("const x: number = 1;\nexport type T = string;", to: "a.ts")
            try directory.write("interface A { a: number }\nconst y: = 3;", to: "b.ts")
            let run = try await Program.run("check", "a.ts", "b.ts", in: directory)
            #expect(run.status == 1)
            #expect(run.errors == "b.ts:2:10\nconst y: = 3;\n         ^\n\nSyntaxError: Type expected.\n")
        }
    }

    @Test func standardInput() async throws {
        let run = try await Program.run("check", "-", input: "let x = ;")
        #expect(run.status == 1)
        #expect(run.errors.hasPrefix("[stdin]:1:9\n"))
    }

    @Test func programsGetALine() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("let x = ;", to: "a.js")
            try directory.write("1", to: "b.js")
            let run = try await Program.run("check", "--json", "a.js", "b.js", "c.js", in: directory)
            #expect(run.status == 1)
            #expect(run.errors == "")
            let line = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: [[String: Any]]]
            let files = try #require(line?["files"])
            #expect(files.map { $0["file"] as? String } == ["a.js", "b.js", "c.js"])
            let errors = files.map { $0["error"] as? [String: Any] }
            #expect(errors[0]?["kind"] as? String == "exception" && errors[0]?["line"] as? Int == 1)
            #expect(errors[0]?["column"] as? Int == 9)
            #expect(errors[1] == nil)
            #expect(errors[2]?["kind"] as? String == "unreadable")
        }
    }

    @Test func manyFilesHaveAProgressLine() async throws {
        try await withTemporaryDirectory { directory in
            for number in 0..<25 { try directory.write("1", to: "\(number).js") }
            let terminal = try Terminal("cd \(directory.path); $ISOLATES check *.js; echo end", isCommandLine: true)
            try terminal.wait(for: "] 24/25")
            try terminal.wait(for: "end\r\n")
            #expect(await terminal.status() == 0)
        }
    }

    @Test(arguments: [
        ("import x from 'y'", "Cannot use import statement outside a module"),
        ("import { x } from 'y'", "Cannot use import statement outside a module"),
        ("export const a = 1", "Cannot use export statement outside a module"),
        ("await f()", "await is only valid in async functions and the top level bodies of modules"),
        ("const a = g(await f())", "await is only valid in async functions and the top level bodies of modules"),
        (
            "for await (const x of y) {}",
            "for await is only valid in async functions and the top level bodies of modules"
        ),
        ("}", "Unexpected token '}'"), ("foo bar", "Unexpected identifier 'bar'"),
        ("x.await y", "Unexpected identifier 'y'"),
    ])
    func messagesNameWhatIsWrong(_ code: String, _ message: String) async throws {
        let run = try await Program.run("check", "-", input: code)
        #expect(run.errors.hasSuffix("SyntaxError: \(message)\n"))
    }

    @Test(arguments: [
        ("a = 'x\u{2028}';\nlet b = ;", "[stdin]:2:9\nlet b = ;\n"),
        ("/*\u{2028}*/ a = 'x\u{2029}';\n\nlet b = ;", "[stdin]:4:9\nlet b = ;\n"),
        ("a = `\u{2028}${1}\u{2028}`;\nlet b = ;", "[stdin]:4:9\nlet b = ;\n"),
        ("a = /x/; // \u{2028}b\r\nlet b = ;", "[stdin]:3:9\nlet b = ;\n"),
    ])
    func linesAreTheEngines(_ code: String, _ heading: String) async throws {
        let run = try await Program.run("check", "-", input: code)
        #expect(run.errors.hasPrefix(heading))
    }
}
