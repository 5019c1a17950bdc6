import ArgumentParser
import Isolates

/// `isolates run`: one script in one new context.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a script in a new isolate.",
        usage: """
            isolates run [<options>] <file>
            isolates run [<options>] -
            isolates run [<options>] -e <code>
            """,
        discussion: """
            The script's console goes to standard output, its warn and error to standard error. The value of its last statement \
            is printed after it as `node -p` does: a string bare, everything else as util.inspect shows it. Nothing is printed \
            for undefined.

            With --json standard output is exactly one line, {"result":…,"sandbox":{…}} or \
            {"error":{"kind":…,"message":…,"stack":…,"value":…}}, and all of the console goes to standard error. Where the usage \
            is wrong (64) or a file can't be read (66), nothing ran and there is no line.

            EXAMPLES
              isolates run -e '[1, 2, 3].map(x => x * 2)'
              isolates run --sandbox '{"count":2}' -e 'count += 1' --print-sandbox
              isolates run --timeout 250ms --memory-limit 64MB untrusted.js
              isolates run --sandbox @order.json --json price.js
              curl -s https://example.com/script.js | isolates run --await -

            EXIT STATUS
              0    the script ran
              1    it threw, did not compile, or gave a value too large to bring back
              64   wrong usage
              66   a file can't be read
              69   no worker could be started
              70   the worker crashed
              124  timeout
              130  SIGINT
              137  memory limit
            """)

    @Argument(
        help: ArgumentHelp("The script's file, in UTF-8; - is standard input.", valueName: "file"), completion: .file())
    var file: String?

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

    @Option(
        help: ArgumentHelp("How long the script may take, as 250ms or 2s. No limit by default.", valueName: "duration"),
        transform: Duration.timeout)
    var timeout: Duration?

    @Option(
        help: ArgumentHelp(
            "How much memory its process may take, as 64MB. No limit by default.",
            discussion: "KB, MB and GB are powers of 1,024; a number without a unit is bytes.", valueName: "size"),
        transform: ByteCount.memoryLimit)
    var memoryLimit: ByteCount?

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
                "It is what the script left on the global object. With --json this changes nothing: the line has it anyway."
        ))
    var printSandbox = false

    @Flag(help: "Run an ES module; a file named .mjs is one without this flag.")
    var module = false

    @Option(
        help: ArgumentHelp(
            "The folder that relative imports are read from. By default the script's own.", valueName: "folder"))
    var moduleRoot: String?

    @Option(
        help: ArgumentHelp(
            "The web globals that the script finds: web for all, none, or a list of groups.",
            discussion:
                "The groups are timers, url, encoding, base64, structuredClone, events, crypto, performance, fetch.",
            valueName: "web|none|list"),
        transform: GlobalsArgument.init(argument:))
    var globals = GlobalsArgument.web

    @Flag(help: "Print one line of JSON, for programs.")
    var json = false

    func validate() throws {
        switch (file, eval) {
        case (nil, nil):
            throw ValidationError("Missing expected argument '<file>': a file, - for standard input, or -e <code>.")
        case (.some, .some): throw ValidationError("Give a file or -e <code>, not both.")
        default: break
        }
    }

    func run() async throws {
        let output = Output()
        do {
            let script = try script()
            let run = try ScriptRun(
                script: script, sandbox: sandbox?.load() ?? [:], lineOffset: lineOffset, columnOffset: columnOffset,
                memoryLimit: memoryLimit, options: options, readsSandbox: printSandbox || json,
                modules: ModuleChoice(script, file: file, isAsked: module, root: moduleRoot),
                globals: globals.groups)
            let outcome = try await run(ConsolePrinter(output: output, leavesStandardOutput: json))
            print(outcome, to: output)
        } catch let error as UnreadableFile {
            output.writeError(error.description)
            throw ExitStatus.unreadableFile.exitCode
        } catch let error as VMError {
            report(error, to: output)
            throw ExitStatus(error).exitCode
        }
    }

    private func script() throws(UnreadableFile) -> ScriptText {
        if let eval { return ScriptText(code: eval, filename: filename) }
        return try ScriptText(TextFile(path: file ?? "-"), filename: filename)
    }

    private var options: RunOptions {
        var options = RunOptions(
            timeout: timeout, breakOnSigint: true, awaitPromise: awaitsPromise, inspectsResult: !json)
        options.untilIdle = true
        return options
    }

    private func print(_ outcome: ScriptRun.Outcome, to output: Output) {
        if json {
            output.writeLine(JSONLine.of(outcome))
            return
        }
        if let text = outcome.result.printed { output.writeLine(text) }
        if printSandbox, let sandbox = outcome.sandbox { output.writeLine(sandbox.inspected) }
    }

    private func report(_ error: VMError, to output: Output) {
        if json, ExitStatus(error) != .usage { output.writeLine(JSONLine.of(error)) }
        if let exception = error.exception {
            output.writeLine(exception.report, to: .standardError)
        } else {
            output.writeError(error.message)
        }
    }
}
