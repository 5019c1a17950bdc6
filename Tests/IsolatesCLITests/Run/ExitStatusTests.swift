import Foundation
import Testing

/// The exit statuses of `run`, each with what standard error then shows. Those of files that can't be read are in
/// `InputTests`.
@Suite(.timeLimit(.minutes(1)))
struct ExitStatusTests {
    @Test func thrownError() async throws {
        let run = try await Program.run("run", "-e", "function f() { throw new TypeError('no') }\nf()")
        #expect(run.status == 1)
        #expect(run.output == "")
        let lines = run.errors.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.starts(with: ["[eval]:1", "function f() { throw new TypeError('no') }"]))
        #expect(lines[2].hasSuffix("^"))
        #expect(lines[3...].starts(with: ["", "TypeError: no"]))
        #expect(lines[5].hasPrefix("    at f ([eval]:1:"))
        #expect(lines[6].hasPrefix("    at [eval]:2:"))
    }

    @Test(arguments: [
        ("throw 42", "Uncaught 42\n"), ("throw null", "Uncaught null\n"), ("throw { a: 1 }", "Uncaught { a: 1 }\n"),
    ])
    func thrownValue(code: String, errors: String) async throws {
        let run = try await Program.run("run", "-e", code)
        #expect(run.status == 1)
        #expect(run.errors == errors)
    }

    @Test func syntaxError() async throws {
        let run = try await Program.run("run", "-e", "let x = ;")
        #expect(run.status == 1)
        #expect(run.errors == "[eval]:1\nlet x = ;\n        ^\n\nSyntaxError: Unexpected token ';'\n")
    }

    @Test func valueTooLarge() async throws {
        let run = try await Program.run("run", "-e", "let a = []; for (let i = 0; i < 1500; i += 1) a = [a]; a")
        #expect(run.status == 1)
        #expect(run.errors == "Error: a value is nested deeper than 1000 levels, the limit\n")
    }

    @Test func sandboxTooLargeToComeBack() async throws {
        let run = try await Program.run(
            "run", "--print-sandbox", "-e", "var a = []; for (let i = 0; i < 1500; i += 1) a = [a]; undefined")
        #expect(run.status == 1)
    }

    @Test func noWorkerProgram() async throws {
        try await withTemporaryDirectory { directory in
            let copy = directory.appending(path: "isolates")
            try FileManager.default.copyItem(atPath: Program.path, toPath: copy.path)
            let run = try await Program.run(
                "run", "--json", "-e", "1", path: copy.path,
                environment: ["ISOLATES_WORKER": "/nowhere", "PATH": "/nowhere"])
            #expect(run.status == 69)
            #expect(run.errors.contains("ISOLATES_WORKER (/nowhere)"))
            #expect(run.output.hasPrefix(#"{"error":{"kind":"unavailable","message":""#))
        }
    }

    /// RLIMIT_NOFILE: too few descriptors even for the first of the supervisor's own.
    @Test(arguments: 6...20) func tooFewDescriptors(limit: Int) async throws {
        let run = try await Program.run(
            "-c", "exec 3>&- 4>&- 5>&- 6>&- 7>&- && ulimit -n \(limit) && exec '\(Program.path)' run -e 6*7",
            path: "/bin/sh")
        if limit > 16 && run.status == 0 || limit == 20 {
            #expect(run.output == "42\n", "\(run.errors)")
        } else {
            #expect(run.status == 69, "\(run.errors)")
            #expect(run.errors.contains("(RLIMIT_NOFILE"), "\(run.errors)")
        }
    }

    @Test func crashedWorker() async throws {
        let run = try await Program.run("run", "--json", "-e", "console.warn('begun'); for (;;);") { program in
            try await program.waitForErrors()
            for worker in program.workers { kill(worker, SIGSEGV) }
        }
        #expect(run.status == 70)
        #expect(run.output.hasPrefix(#"{"error":{"kind":"crashed","message":"the worker died by itself, by signal 11"#))
    }

    @Test func timeout() async throws {
        let run = try await Program.run("run", "--timeout", "250ms", "-e", "for (;;);")
        #expect(run.status == 124)
        #expect(run.errors == "Error: Script execution timed out after 250ms\n")
    }

    @Test func interrupt() async throws {
        let run = try await Program.run("run", "--json", "-e", "console.warn('begun'); for (;;);") { program in
            try await program.waitForErrors()
            program.send(SIGINT)
        }
        #expect(run.status == 130)
        #expect(
            run.output == #"{"error":{"kind":"interrupted","message":"Script execution was interrupted by `SIGINT`"}}"#
                + "\n")
    }

    @Test func memoryLimit() async throws {
        let run = try await Program.run(
            "run", "--memory-limit", "128MB", "--timeout", "20s", "-e",
            "const hoard = []; for (let i = 0; i < 400; i += 1) hoard.push(new Array(1e5).fill(1.5)); for (;;);")
        #expect(run.status == 137)
        #expect(run.errors.contains("memory limit"))
    }
}
