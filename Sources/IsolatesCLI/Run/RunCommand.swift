import ArgumentParser
import Isolates

/// `isolates run`: one script in one new context.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run scripts in a new isolate.",
        usage: """
            isolates run [<options>] <file> ...
            isolates run [<options>] -
            isolates run [<options>] -e <code>
            """,
        discussion: """
            The script's console goes to standard output, its warn and error to standard error. The value of its last statement \
            is printed after it as `node -p` does: a string bare, everything else as util.inspect shows it. Nothing is printed \
            for undefined. Several files run in their order in one context, and the last one's value is printed. A promise that is \
            rejected and that nothing handles is shown as a thrown error is.

            With --json standard output is exactly one line, {"result":…,"sandbox":{…}} or \
            {"error":{"kind":…,"message":…,"stack":…,"value":…}}, and all of the console goes to standard error. Where the usage \
            is wrong (64) or a file can't be read (66), nothing ran and there is no line.

            With --parallel the scripts run once for each line of standard input, in a context of its own, where `input` is the line. \
            What they give is printed in the order of the lines, as soon as it is there. The first one that fails ends it all, or with \
            --keep-going is counted.

            EXAMPLES
              isolates run -e '[1, 2, 3].map(x => x * 2)'
              isolates run --sandbox '{"count":2}' -e 'count += 1' --print-sandbox
              isolates run --timeout 250ms --memory-limit 64MB untrusted.js
              isolates run --sandbox @order.json --json price.js
              isolates run --template lodash.js report.js
              isolates run --parallel 4 --json-lines -e 'input.price * 2' < orders.jsonl
              curl -s https://example.com/script.js | isolates run --await -

            EXIT STATUS
              0    the script ran
              1    it threw, did not compile, left a rejection unhandled, or gave a value too large to bring back
              64   wrong usage
              66   a file can't be read
              69   no worker could be started
              70   the worker crashed
              74   the output can't be written
              124  timeout
              130  SIGINT
              137  memory limit
            """)

    @Argument(
        help: ArgumentHelp("The scripts' files, in UTF-8; - is standard input.", valueName: "file"), completion: .file()
    )
    var files: [String] = []

    @Option(
        name: [.customShort("e"), .long], parsing: .unconditional,
        help: ArgumentHelp("Run this code instead of a file.", valueName: "code"))
    var eval: String?

    @Option(
        help: ArgumentHelp(
            "The global object's properties: a JSON object, or @ and the file that holds it.",
            discussion: """
                What JSON has no notation for is written with $type, as in {"when":{"$type":"date","value":"2026-01-02T03:04:05.678Z"}}.
                """,
            valueName: "json|@file"),
        transform: SandboxArgument.init(argument:))
    var sandbox: SandboxArgument?

    @OptionGroup var limits: LimitOptions

    @Option(
        help: ArgumentHelp(
            "How much CPU time a run may use, as 250ms or 2s. No limit by default.", valueName: "duration"),
        transform: Duration.timeout)
    var cpuTimeout: Duration?

    @Option(
        help: ArgumentHelp(
            "A script that runs first, in a template of which each context is a copy; may be given again.",
            valueName: "file"),
        completion: .file())
    var template: [String] = []

    @Option(
        help: ArgumentHelp(
            "What stacks call the script. By default the path as given, [stdin] for -, and [eval] for -e.",
            valueName: "name"))
    var filename: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Lines that come before the script in its file; may be negative.", valueName: "lines"))
    var lineOffset = 0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Columns that come before the script on its first line; may be negative.", valueName: "columns"))
    var columnOffset = 0

    @Flag(name: .customLong("await"), help: "Wait for a result that is a promise, and print what it gives.")
    var awaitsPromise = false

    @Flag(
        help: ArgumentHelp(
            "Print the sandbox after the result, as util.inspect shows it.",
            discussion:
                """
                It is what the script left on the global object. With --json this changes nothing: the line has it anyway.
                """
        ))
    var printSandbox = false

    @Flag(help: "Run ES modules; a file named .mjs is one without this flag.")
    var module = false

    @Option(
        help: ArgumentHelp(
            "The folder in which modules may be: a script below it imports from its own folder and up to this one, "
                + "any other from this one. By default each script's own.", valueName: "folder"))
    var moduleRoot: String?

    @Option(
        help: ArgumentHelp(
            "The compiler of TypeScript, typescript.js or its package's folder.",
            discussion:
                """
                It strips the types of .ts and .mts files, and checks none. By default what ISOLATES_TYPESCRIPT names, or Debian's \
                node-typescript.
                """,
            valueName: "path"))
    var typescript: String?

    @OptionGroup var globalsOption: GlobalsOption

    @Flag(help: "Print one line of JSON, for programs.")
    var json = false

    @Flag(help: "Print to standard error what the run has used: time, CPU time, memory; and how it ended.")
    var stats = false

    @Flag(help: "Run again each time one of the files has changed.")
    var watch = false

    @Option(
        help: ArgumentHelp("Run once for each line of standard input, so many at a time.", valueName: "count"),
        transform: Int.count)
    var parallel: Int?

    @Flag(help: "With --parallel: each line is JSON, and `input` is its value.")
    var jsonLines = false

    @Flag(help: "With --parallel: go on after a failure, and count it.")
    var keepGoing = false

    @OptionGroup var terminal: TerminalOptions

    /// Checks usage here, not in `validate()`, so that a misspelled option is reported first.
    private func checkUsage() throws {
        if files.isEmpty, eval == nil {
            throw ValidationError("Missing expected argument '<file>': a file, - for standard input, or -e <code>.")
        }
        if !files.isEmpty, eval != nil { throw ValidationError("Give a file or -e <code>, not both.") }
        if files.count > 1, filename != nil || lineOffset != 0 || columnOffset != 0 {
            throw ValidationError("--filename, --line-offset and --column-offset are for one script, not for several.")
        }
        let readsInput = (files + template).filter { $0 == "-" }.count
        if readsInput > 1 { throw ValidationError("Standard input can be read once: give - once.") }
        if parallel != nil, readsInput > 0 {
            throw ValidationError("With --parallel standard input holds the lines, and can't be a script.")
        }
        if parallel == nil, jsonLines || keepGoing {
            throw ValidationError("--json-lines and --keep-going are for --parallel.")
        }
        guard watch else { return }
        if files.isEmpty || readsInput > 0 { throw ValidationError("--watch needs a file that can change.") }
        if parallel != nil { throw ValidationError("--watch and --parallel can't be combined.") }
    }

    func run() async throws {
        try checkUsage()
        let output = terminal.output
        guard watch else {
            if let status = await runOnce(output) { throw status.exitCode }
            return
        }
        let paths = files + template + (sandbox?.path.map { [$0] } ?? [])
        while true {
            let before = FileChanges(of: paths)
            let status = await runOnce(output)
            if status == .interrupted { throw ExitStatus.interrupted.exitCode }
            output.writeLine("Waiting for a change; Ctrl+C ends.", to: .standardError)
            try await before.next()
        }
    }

    /// - Returns: the exit status; nil if all went well.
    private func runOnce(_ output: Output) async -> ExitStatus? {
        do {
            let run = try scriptRun()
            return try await RunSession(
                scriptRun: run, output: output, printsJSON: json, printsSandbox: printSandbox, printsStatistics: stats
            ).run(parallel.map { ParallelRuns(count: $0, linesAreJSON: jsonLines, keepsGoing: keepGoing) })
        } catch let error as UnreadableFile {
            output.writeError(error.description)
            return .unreadableFile
        } catch let error as VMError {
            if json, ExitStatus(error) != .usage { output.writeLine(JSONLine.of(error)) }
            output.writeReport(error)
            return ExitStatus(error)
        } catch {
            output.writeError("\(error)")
            return .usage
        }
    }

    private func scriptRun() throws -> ScriptRun {
        let scripts = try scripts()
        let templateScripts = try template.map { try ScriptText(TextFile(path: $0)) }
        let options = RunOptions(
            timeout: limits.timeout, cpuTimeout: cpuTimeout, breakOnSigint: true, awaitPromise: awaitsPromise,
            inspectsResult: true)
        return ScriptRun(
            scripts: scripts, templateScripts: templateScripts, sandbox: try sandbox?.load() ?? [:],
            lineOffset: lineOffset, columnOffset: columnOffset, memoryLimit: limits.memoryLimit, options: options,
            readsSandbox: printSandbox || json,
            modules: try ModuleImports.resolver(of: templateScripts + scripts, root: moduleRoot),
            typescriptPath: typescript,
            globals: globalsOption.globals.groups)
    }

    private func scripts() throws(UnreadableFile) -> [ScriptText] {
        var scripts: [ScriptText] = []
        if let eval { scripts.append(ScriptText(code: eval, filename: filename)) }
        for file in files { scripts.append(try ScriptText(TextFile(path: file), filename: filename)) }
        if module { for index in scripts.indices { scripts[index].isModule = true } }
        return scripts
    }
}
