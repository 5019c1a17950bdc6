import Isolates

/// A prompt on one context: reads a script, runs it, shows its result, and so on.
struct Repl {
    private let supervisor: Supervisor
    private let settings: Settings
    private let output = Output()
    private var lines: any LineSource
    private var input: ReplInput
    private var context: Context

    /// What holds for each context and each run.
    struct Settings: Sendable {
        let sandbox: Value.Object
        let memoryLimit: ByteCount?
        let timeout: Duration?
    }

    static let help = """
        .break   give up what was typed so far; so does Ctrl+C, which also ends what is running
        .clear   begin anew, in a new context
        .exit    end; so does Ctrl+D
        .help    this
        """

    init(_ supervisor: Supervisor, _ settings: Settings, _ lines: any LineSource) async throws(VMError) {
        self.supervisor = supervisor
        self.settings = settings
        self.lines = lines
        input = ReplInput(supervisor)
        context = try await Self.makeContext(supervisor, settings)
    }

    private static func makeContext(_ supervisor: Supervisor, _ settings: Settings) async throws(VMError) -> Context {
        try await supervisor.createContext(settings.sandbox, memoryLimit: settings.memoryLimit)
    }

    /// Reads and runs until the end of the input.
    ///
    /// - Throws: `VMError` where no context can be had any more.
    mutating func run() async throws(VMError) {
        while true {
            switch await lines.next(prompt: input.isEmpty ? .first : .continued) {
            case .end: return
            case .interrupted(let hadText):
                output.writeLine(hadText || !input.isEmpty ? "^C" : "^C\n(Ctrl+D or .exit ends)")
                input.clear()
            case .text(let line):
                guard try await take(line) else { return }
            }
        }
    }

    /// - Returns: whether to go on.
    private mutating func take(_ line: String) async throws(VMError) -> Bool {
        switch line.split(whereSeparator: \.isWhitespace).joined(separator: " ") {
        case "" where input.isEmpty: return true
        case ".exit": return false
        case ".help": output.writeLine(Self.help)
        case ".break": input.clear()
        case ".clear":
            input.clear()
            context.dispose()
            context = try await Self.makeContext(supervisor, settings)
        default:
            input.add(line)
            try await compileAndRun()
        }
        return true
    }

    private mutating func compileAndRun() async throws(VMError) {
        let state = await input.compile()
        if case .incomplete = state { return }
        (lines as? LineEditor)?.remember(input.text)
        input.clear()
        switch state {
        case .incomplete: break
        case .failure(let error): try await report(error)
        case .script(let script):
            do {
                let options = RunOptions(timeout: settings.timeout, breakOnSigint: true, inspectsResult: true)
                output.writeLine(try ShownValue(await context.run(script, options)).inspected)
            } catch {
                try await report(error)
            }
        }
    }

    /// Says how a run failed, and goes on: in the same context where that is still there.
    private mutating func report(_ error: VMError) async throws(VMError) {
        if let exception = error.exception {
            output.writeLine(exception.report, to: .standardError)
        } else {
            // Behind the ^C that a terminal shows.
            if error.code == .interrupted { output.writeLine("", to: .standardError) }
            output.writeError(error.message)
        }
        guard context.isDisposed else { return }
        context = try await Self.makeContext(supervisor, settings)
        output.writeLine("The context is gone with it; a new one begins.", to: .standardError)
    }
}
