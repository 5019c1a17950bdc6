import Isolates

/// A prompt on one context: reads a script, runs it, shows its result, and repeats.
struct Repl {
    private let supervisor: Supervisor
    private let settings: Settings
    private let output: Output
    private let rejections: Rejections
    private var lines: any LineSource
    private var input: ReplInput
    private var context: Context
    /// The context that `.fork` kept.
    private var fork: Context?
    /// All input that was run, for `.save`.
    private var transcript: [String] = []

    /// The settings of each context and each run.
    struct Settings: Sendable {
        let sandbox: Value.Object
        let memoryLimit: ByteCount?
        let timeout: Duration?
        let globals: [WebGlobals]
    }

    static let help = ReplCommandLine.Name.allCases.map(\.help).joined(separator: "\n")

    /// - Parameter rejections: gets the unhandled rejections from the supervisor.
    init(
        _ supervisor: Supervisor, _ settings: Settings, _ lines: any LineSource, _ output: Output,
        rejections: Rejections
    ) async throws(VMError) {
        self.supervisor = supervisor
        self.settings = settings
        self.lines = lines
        self.output = output
        self.rejections = rejections
        input = ReplInput(supervisor)
        context = try await Self.makeContext(supervisor, settings)
        completeNames()
    }

    private static func makeContext(_ supervisor: Supervisor, _ settings: Settings) async throws(VMError) -> Context {
        try await supervisor.createContext(
            settings.sandbox,
            options: ContextOptions(memoryLimit: settings.memoryLimit, globals: settings.globals))
    }

    /// Reads and runs until the end of the input.
    ///
    /// - Returns: whether the input ended where a script does.
    /// - Throws: `VMError` if no new context can be made.
    mutating func run() async throws(VMError) -> Bool {
        while true {
            switch await lines.next(prompt: input.isEmpty ? .first : .continued) {
            case .end:
                // What comes next begins a line of its own.
                if lines is LineEditor { output.writeLine("") }
                guard let error = await input.unfinishedError() else { return true }
                try await report(error)
                return false
            case .interrupted(let hadText):
                output.writeLine(hadText || !input.isEmpty ? "^C" : "^C\n(Ctrl+D or .exit ends)")
                input.clear()
            case .text(let line):
                guard try await take(line) else { return true }
            }
        }
    }

    /// - Returns: whether to go on.
    private mutating func take(_ line: String) async throws(VMError) -> Bool {
        if let command = ReplCommandLine(line), input.isEmpty || command.name == .break || command.name == .clear {
            (lines as? LineEditor)?.remember(line)
            return try await perform(command)
        }
        if input.isEmpty, line.allSatisfy(\.isWhitespace) { return true }
        input.add(line)
        try await compileAndRun()
        return true
    }

    /// - Returns: whether to go on.
    private mutating func perform(_ command: ReplCommandLine) async throws(VMError) -> Bool {
        switch command.name {
        case .break: input.clear()
        case .clear:
            input.clear()
            try await replaceContext(by: try await Self.makeContext(supervisor, settings))
        case .exit: return false
        case .fork: await keepFork()
        case .help: output.writeLine(Self.help)
        case .load: try await load(command.argument)
        case .rollback: try await goBack()
        case .save: save(command.argument)
        case nil: output.writeLine(command.complaint, to: .standardError)
        }
        return true
    }

    private mutating func replaceContext(by new: Context) async throws(VMError) {
        context.dispose()
        context = new
        completeNames()
    }

    private func completeNames() {
        let completer = NameCompleter(supervisor, context, declared: input.declared)
        (lines as? LineEditor)?.completeNames { await completer.completions(of: $0) }
    }

    private mutating func keepFork() async {
        do throws(VMError) {
            let copy = try await context.fork()
            fork?.dispose()
            fork = copy
        } catch {
            output.writeError(error.message)
        }
    }

    private mutating func goBack() async throws(VMError) {
        guard let fork else {
            output.writeLine("There is nothing to go back to: .fork keeps a copy first.", to: .standardError)
            return
        }
        do throws(VMError) {
            // Fork the kept copy, so that the user can go back to it again.
            try await replaceContext(by: try await fork.fork())
        } catch {
            output.writeError(error.message)
        }
    }

    private mutating func load(_ path: String) async throws(VMError) {
        guard !path.isEmpty else { return output.writeLine("Write .load and a file's path.", to: .standardError) }
        let script: ScriptText
        do { script = try ScriptText(TextFile(path: path)) } catch { return output.writeError(error.description) }
        try await run(
            supervisor.makeScript(JSString(script.code), filename: script.filename, isTransient: true), awaits: false)
        transcript.append(script.code)
        input.noteDeclarations(in: script.code)
        completeNames()
    }

    private func save(_ path: String) {
        guard !path.isEmpty else { return output.writeLine("Write .save and a file's path.", to: .standardError) }
        do {
            try FileIO.write(transcript.map { $0 + "\n" }.joined(), toFile: path)
        } catch {
            output.writeError("\(path) can't be written: \(error)")
        }
    }

    private mutating func compileAndRun() async throws(VMError) {
        let state = await input.compile()
        if case .incomplete = state { return }
        let text = input.text
        (lines as? LineEditor)?.remember(text)
        input.clear()
        switch state {
        case .incomplete: break
        case .failure(let error): try await report(error)
        case .script(let script, let awaits):
            transcript.append(text)
            try await run(script, awaits: awaits)
            completeNames()
        }
    }

    private mutating func run(_ script: Script, awaits: Bool) async throws(VMError) {
        do throws(VMError) {
            var options = RunOptions(
                timeout: settings.timeout, breakOnSigint: true, awaitPromise: awaits, inspectsResult: true,
                remembersResult: true)
            options.untilIdle = true
            output.writeLine(try ShownValue(await context.run(script, options)).inspected, as: .values)
        } catch {
            try await report(error)
        }
        for exception in rejections.take(of: context.id) {
            output.writeLine(exception.uncaught, to: .standardError, as: .values)
        }
    }

    /// Reports how a run failed, and goes on: in the same context if it still exists, otherwise in a new one.
    private mutating func report(_ error: VMError) async throws(VMError) {
        if let exception = error.exception {
            output.writeLine(exception.uncaught, to: .standardError, as: .values)
        } else {
            // Ends the line in which the terminal shows ^C.
            if error.code == .interrupted { output.writeLine("", to: .standardError) }
            output.writeError(error.message)
        }
        guard context.isDisposed else { return }
        context = try await Self.makeContext(supervisor, settings)
        completeNames()
        output.writeLine("The context is gone with it; a new one begins.", to: .standardError)
    }
}
