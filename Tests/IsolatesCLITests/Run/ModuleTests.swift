import Foundation
import Testing

/// `run` with modules and web globals.
@Suite(.timeLimit(.minutes(1)))
struct ModuleTests {
    @Test func importsAreReadFromTheFilesFolder() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("import { x } from './b.mjs'; console.log(x, import.meta.url);", to: "a.mjs")
            try directory.write("export const x = 1;", to: "b.mjs")
            let run = try await Program.run("run", "a.mjs", in: directory)
            #expect(run.output == "1 a.mjs\n")
            #expect(run.errors == "")
            #expect(run.status == 0)
        }
    }

    @Test func aScriptImportsToo() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("import('./b.mjs').then(({ x }) => console.log(x)); 0", to: "a.js")
            try directory.write("export const x = 1;", to: "b.mjs")
            let run = try await Program.run("run", "a.js", in: directory)
            #expect(run.output == "1\n0\n")
        }
    }

    @Test func theRootOfImportsIsGiven() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("export const x = 1;", to: "b.mjs")
            let code = "export { x } from './b.mjs';"
            let run = try await Program.run(
                "run", "--module", "--module-root", directory.path, "-e", code)
            #expect(run.output == "[Module: null prototype] { x: 1 }\n")
        }
    }

    @Test func scriptsBelowTheRootImportFromTheirOwnFoldersAndAbove() async throws {
        try await withTemporaryDirectory { directory in
            let below = directory.appending(path: "m/sub")
            try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
            try directory.write("export const x = 'outside'", to: "a.mjs")
            try directory.write("export const x = 'above'", to: "m/a.mjs")
            try directory.write("export const x = 'beside'", to: "m/sub/a.mjs")
            try directory.write(
                "import { x as b } from './a.mjs'; import { x as a } from '../a.mjs'; console.log(b, a)",
                to: "m/sub/main.mjs")
            try directory.write("import '../a.mjs'; import '../../a.mjs'", to: "m/sub/out.mjs")
            for (root, file, folder) in [
                ("m", "m/sub/main.mjs", directory), (".", "./m/sub/main.mjs", directory), ("..", "main.mjs", below),
                ("m/../m", "\(below.path)/main.mjs", directory),
            ] {
                let run = try await Program.run("run", "--module-root", root, file, in: folder)
                #expect(run.output.hasPrefix("beside above\n"), "\(root) \(file): \(run.output)\(run.errors)")
            }
            let run = try await Program.run("run", "--module-root", "m", "m/sub/out.mjs", in: directory)
            #expect(run.errors.contains("Cannot find module '../../a.mjs' imported from 'm/sub/out.mjs'"))
            let alone = try await Program.run("run", "m/sub/main.mjs", in: directory)
            #expect(alone.errors.contains("Cannot find module '../a.mjs' imported from 'm/sub/main.mjs'"))
        }
    }

    @Test(arguments: ["https://host/x/main.mjs", "file:///srv/main.mjs", "/srv/main.mjs", "main.mjs"])
    func aScriptWithAnotherNameImportsFromItsOwnFolder(filename: String) async throws {
        try await withTemporaryDirectory { directory in
            let below = directory.appending(path: "m")
            try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
            try directory.write("import { x } from './a.mjs'; console.log(x)", to: "m/main.mjs")
            try directory.write("export const x = 1", to: "m/a.mjs")
            for root in [[], ["--module-root", "."], ["--module-root", ""]] {
                let run = try await Program.run(
                    ["run"] + root + ["--filename", filename, "m/main.mjs"], in: directory)
                #expect(run.output.hasPrefix("1\n"), "\(root): \(run.errors)")
            }
        }
    }

    @Test func theRootOfImportsMustBeAFolder() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("1", to: "a.mjs")
            for (root, reason) in [("nowhere", "No such file or directory"), ("a.mjs", "Not a directory")] {
                let run = try await Program.run("run", "--module-root", root, "a.mjs", in: directory)
                #expect(run.status == 66)
                #expect(run.errors == "Error: \(root) can't be read: \(reason)\n")
            }
        }
    }

    @Test func whatIsMissingIsAnError() async throws {
        let run = try await Program.run("run", "--module", "-e", "import './nowhere.mjs'")
        #expect(run.status == 1)
        #expect(run.errors.contains("Cannot find module './nowhere.mjs' imported from '[eval]'"))
    }

    @Test func theParserOfModulesIsNamedWhereItIsMissing() async throws {
        let run = try await Program.run(
            "run", "--module", "-e", "export {}", environment: ["ISOLATES_ACORN": "/nowhere/acorn.js"])
        #expect(run.status == 69)
        #expect(run.errors.contains("node-acorn"))
    }

    @Test func unknownGroupsOfGlobalsAreRefused() async throws {
        let run = try await Program.run("run", "--globals", "timers,dom", "-e", "0")
        #expect(run.status == 64)
        #expect(run.errors.contains("There is no group 'dom'"))
    }

    @Test func severalFilesImportEachFromItsOwnFolder() async throws {
        try await withTemporaryDirectory { directory in
            for name in ["a", "b"] {
                try FileManager.default.createDirectory(
                    at: directory.appending(path: name), withIntermediateDirectories: false)
                try directory.write("import x from './x.mjs'; console.log(x, import.meta.url);", to: "\(name)/main.mjs")
                try directory.write("export default '\(name)';", to: "\(name)/x.mjs")
            }
            let run = try await Program.run("run", "a/main.mjs", "b/main.mjs", in: directory)
            #expect(run.output == "a a/main.mjs\nb b/main.mjs\n")
            #expect(run.errors == "")
        }
    }

    @Test func copiesOfATemplateImportAndHaveItsTimers() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("export const twice = (x) => 2 * x;", to: "twice.mjs")
            let template = """
                import { twice } from './twice.mjs';
                globalThis.later = (x) => new Promise((resolve) => setTimeout(resolve, 1, twice(x)));
                """
            try directory.write(template, to: "template.mjs")
            try directory.write(
                "import { twice } from './twice.mjs'; console.log(twice(input), await later(input));", to: "main.mjs")
            let run = try await Program.run(
                "run", "--template", "template.mjs", "--parallel", "2", "--json-lines", "main.mjs", input: "3\n",
                in: directory)
            #expect(run.output == "6 6\n")
            #expect(run.errors == "")
            #expect(run.status == 0)
        }
    }

    @Test func whatScriptsHavePutOffComesAfterTheLast() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("setTimeout(() => console.log('later'), 0);", to: "first.js")
            try directory.write("console.log('second');", to: "second.js")
            let run = try await Program.run("run", "first.js", "second.js", in: directory)
            #expect(run.output == "second\nlater\n")
        }
    }

    @Test func whatATimerThrowsIsAFailure() async throws {
        let run = try await Program.run("run", "-e", "setTimeout(() => { throw new Error('late'); }, 1); 0")
        #expect(run.status == 1)
        #expect(run.errors.contains("Error: late"))
    }

    /// By the compiler that Debian has.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/nodejs/typescript/lib/typescript.js")))
    func typeScript() async throws {
        try await withTemporaryDirectory { directory in
            func write(_ name: String, _ text: String) throws {
                try Data(text.utf8).write(to: directory.appending(path: name))
            }
            try write("main.ts", "import { f } from './f.js';\nconst n: number = 20;\nexport const r = f(n);\n")
            try write(
                "f.ts",
                "export function f(n: number): number {\n  if (n > 20) throw Error('large');\n  return n * 2;\n}\n")
            try write("fails.mts", "import { f } from './f.ts';\n\ninterface A {}\nf(21);\n")
            try write("bad.ts", "let x: = 1;")
            try write("script.ts", "enum E { A = 'a' }\nE.A")
            let found = try await Program.run("run", "--json", "main.ts", in: directory)
            #expect(found.output.contains(#""r":40"#), "\(found.output)\(found.errors)")
            #expect(try await Program.run("run", "script.ts", in: directory).output == "a\n")
            let failed = try await Program.run("run", "fails.mts", in: directory)
            #expect(failed.status == 1 && failed.errors.hasPrefix("f.ts:2\n"), "\(failed.errors)")
            #expect(failed.errors.contains("at fails.mts:4:2"), "\(failed.errors)")
            let bad = try await Program.run("run", "bad.ts", in: directory)
            #expect(bad.status == 1 && bad.errors == "bad.ts:1\nlet x: = 1;\n       ^\n\nSyntaxError: Type expected.\n")
            let missing = try await Program.run("run", "--typescript", "/there/is/none", "script.ts", in: directory)
            #expect(missing.status == 69 && missing.errors.contains("apt-get install node-typescript"))
        }
    }
}
