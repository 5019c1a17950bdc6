import ArgumentParser
import Isolates

/// `isolates check`: compiles and runs nothing.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Compile scripts without running them.",
        discussion: """
            Each file's first syntax error goes to standard error, with its line and a caret. Files without one print nothing. \
            All files are looked at, whatever is wrong with some.

            EXAMPLES
              isolates check src/*.js
              git show HEAD:main.js | isolates check -

            EXIT STATUS
              0    every file compiles
              1    some file does not
              64   wrong usage
              66   some file can't be read, and all others compile
              69   no worker could be started
            """)

    @Argument(
        help: ArgumentHelp("The scripts' files, in UTF-8; - is standard input.", valueName: "file"), completion: .file()
    )
    var files: [String]

    func run() async throws {
        let output = Output()
        do {
            let status = try await withSupervisor { supervisor in
                var statuses: Set<ExitStatus> = []
                for file in files {
                    if let status = try await check(TextFile(path: file), supervisor, output) {
                        statuses.insert(status)
                    }
                }
                return statuses.contains(.failure) ? .failure : statuses.first
            }
            if let status { throw status.exitCode }
        } catch let error as VMError {
            output.writeError(error.message)
            throw ExitStatus(error).exitCode
        }
    }

    /// Says what is wrong with one file; nil where nothing is.
    private func check(_ file: TextFile, _ supervisor: Supervisor, _ output: Output) async throws -> ExitStatus? {
        do {
            let script = try ScriptText(file)
            _ = try await supervisor.script(script.code, filename: script.filename)
            return nil
        } catch let error as UnreadableFile {
            output.writeError(error.description)
            return .unreadableFile
        } catch let error as VMError {
            guard error.code == .compilation, let exception = error.exception else { throw error }
            output.writeLine(exception.report, to: .standardError)
            return .failure
        }
    }
}
