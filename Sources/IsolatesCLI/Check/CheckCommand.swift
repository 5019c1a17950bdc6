import ArgumentParser
import Isolates

/// `isolates check`: compiles and runs nothing.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compile scripts without running them.",
        discussion: """
            Each file's first syntax error goes to standard error, with its line and a caret. Files without one print nothing. \
            All files are looked at, whatever is wrong with some. Files named .mjs and .mts are modules; nothing that they import is \
            read. The types of .ts and .mts files are stripped, not checked.

            With --json standard output is one line, {"files":[{"file":…},{"file":…,"error":{"kind":…,"message":…,"line":…,"column":…}}]}, \
            or {"error":…} if no worker could be started.

            EXAMPLES
              isolates check src/*.js
              git show HEAD:main.js | isolates check -

            EXIT STATUS
              0    every file compiles
              1    some file does not
              64   wrong usage
              66   some file can't be read, and all others compile
              69   no worker could be started
              74   the output can't be written
            """)

    @Argument(
        help: ArgumentHelp("The scripts' files, in UTF-8; - is standard input.", valueName: "file"), completion: .file()
    )
    var files: [String]

    @Flag(help: "Print one line of JSON, for programs.")
    var json = false

    @OptionGroup var color: ColorOption

    /// The number of files from which on a terminal shows progress.
    private static let many = 20

    func run() async throws {
        let output = Output(color: color.color)
        do {
            var configuration = Supervisor.Configuration(warmWorkers: 0)
            configuration.isBrief = files.count < Self.many
            let results = try await withSupervisor(configuration) { supervisor in
                var results: [(file: String, fault: CheckFault?)] = []
                var progress = Progress(output: output, count: files.count >= Self.many ? files.count : 0)
                for path in files {
                    progress.show()
                    let fault = try await fault(in: TextFile(path: path), supervisor)
                    results.append((path, fault))
                    progress.clear()
                    if !json, let fault { output.writeLine(fault.report, to: .standardError) }
                    progress.advance(failed: fault != nil)
                    progress.clear()
                }
                return results
            }
            if json { output.writeLine(JSONLine.of(results)) }
            let statuses = results.compactMap(\.fault?.status)
            if let status = statuses.first(where: { $0 == .failure }) ?? statuses.first { throw status.exitCode }
        } catch let error as VMError {
            if json { output.writeLine(JSONLine.of(error)) }
            output.writeError(error.message)
            throw ExitStatus(error).exitCode
        }
    }

    private func compile(_ script: ScriptText, _ supervisor: Supervisor) async throws(VMError) {
        guard script.isModule else {
            _ = try await supervisor.script(script.code, filename: script.filename, sourceMap: script.sourceMap)
            return
        }
        // A context of its own: there a module of that name may be another file's.
        let context = try await supervisor.createContext(modules: .map([:]))
        defer { context.dispose() }
        _ = try await SourceTextModule(
            script.code, identifier: script.filename, context: context, sourceMap: script.sourceMap)
    }

    /// The fault of one file; nil if it has none.
    private func fault(in file: TextFile, _ supervisor: Supervisor) async throws -> CheckFault? {
        do {
            let script = try await ScriptText(file).javaScript(by: TypeScript(in: supervisor))
            try await compile(script, supervisor)
            return nil
        } catch let error as UnreadableFile {
            return .unreadable(error)
        } catch let error as VMError {
            if error.code == .compilation, let exception = error.exception { return .exception(exception) }
            if error.code == .unavailable { throw error }
            return .failed(error, file: file.scriptName)
        }
    }
}
