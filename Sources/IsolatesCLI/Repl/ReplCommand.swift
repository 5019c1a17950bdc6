import ArgumentParser
import Glibc
import Isolates

/// `isolates repl`: a prompt on one context.
struct ReplCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Read scripts at a prompt and run them in one context.",
        discussion: """
            What a script leaves is there for the next one. A script that is not complete goes on in the next line. Results are shown \
            as util.inspect does. Ctrl+C ends what is running, or gives up what was typed; Ctrl+D ends the prompt.

            \(Repl.help)

            A prompt comes back when no timer, promise or call is pending any more.

            Tab completes names, Ctrl+R searches what was typed before. `_` is the last result, `_error` what was thrown last, and \
            `await` can stand outside of functions.

            What was typed is kept in ~/.local/state/isolates/repl_history (in XDG_STATE_HOME where that is set), or in the file that \
            ISOLATES_REPL_HISTORY names; nowhere where that is empty. Where standard input is no terminal, there is no prompt.

            EXIT STATUS
              0    the input came to its end
              1    it ended in the middle of a script
              64   wrong usage
              66   a file can't be read
              69   no worker could be started
              74   the output can't be written
            """)

    @Option(
        help: ArgumentHelp(
            "The global object's properties: a JSON object, or @ and the file that holds it.", valueName: "json|@file"),
        transform: SandboxArgument.init(argument:))
    var sandbox: SandboxArgument?

    @OptionGroup var limits: LimitOptions

    @OptionGroup var globalsOption: GlobalsOption

    @OptionGroup var terminal: TerminalOptions

    func run() async throws {
        let output = terminal.output
        // Ctrl+C that comes between a run and the next prompt must not end the program.
        signal(SIGINT, SIG_IGN)
        do {
            let settings = Repl.Settings(
                sandbox: try sandbox?.load() ?? [:], memoryLimit: limits.memoryLimit, timeout: limits.timeout,
                globals: globalsOption.globals.groups)
            let rejections = Rejections()
            let printer = ConsolePrinter(output: output, leavesStandardOutput: false)
            var configuration = Supervisor.Configuration(
                unhandledRejection: { rejections.add($0) }, warmWorkers: 0)
            printer.attach(to: &configuration)
            configuration.terminal = output.texts
            let isFinished = try await withSupervisor(configuration) { supervisor in
                var repl = try await Repl(supervisor, settings, Self.lines(), output, rejections: rejections)
                return try await repl.run()
            }
            if !isFinished { throw ExitStatus.failure.exitCode }
        } catch let error as UnreadableFile {
            output.writeError(error.description)
            throw ExitStatus.unreadableFile.exitCode
        } catch let error as VMError {
            output.writeError(error.message)
            throw ExitStatus(error).exitCode
        }
    }

    private static func lines() -> any LineSource {
        guard isatty(0) == 1, isatty(1) == 1, let editor = LineEditor(history: HistoryFile()) else {
            return PlainLines()
        }
        return editor
    }
}
