import ArgumentParser
import Glibc
import Isolates

/// The program. Its subcommands do the work.
struct IsolatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "isolates",
        abstract: "Run JavaScript in processes of its own: Node's vm with real limits.",
        discussion: """
            Each script runs in a worker process with a global object of its own. One that does not end, eats memory or crashes \
            its engine ends that process, and nothing else.

            EXIT STATUS
              0    it went well
              1    a script threw, did not compile, or gave a value too large to bring back
              64   wrong usage
              66   a file can't be read
              69   no worker could be started
              70   the worker crashed
              74   the output can't be written
              124  timeout
              130  SIGINT
              137  memory limit
            """,
        version: Supervisor.version,
        subcommands: [RunCommand.self, CheckCommand.self, ReplCommand.self, RPCCommand.self, DoctorCommand.self]
            + serviceCommands)

    /// The subcommands that only a build with the trait `Service` has; see Package.swift.
    private static var serviceCommands: [any ParsableCommand.Type] {
        #if Service
            [ServeCommand.self]
        #else
            []
        #endif
    }

    static func main() async {
        if let word = CommandLine.arguments.dropFirst().first, let complaint = complaint(aboutCommand: word) {
            Output().writeError(complaint)
            Glibc.exit(ExitStatus.usage.rawValue)
        }
        do {
            let command = try parseAsRoot()
            do {
                if var command = command as? any AsyncParsableCommand {
                    try await command.run()
                } else {
                    var command = command
                    try command.run()
                }
            } catch let error as ValidationError {
                // The usage is the command's own; ArgumentParser takes it for the whole program then.
                let name = type(of: command).configuration.commandName ?? ""
                finish(error, of: type(of: command)) { $0.replacing("See '\(name)", with: "See 'isolates \(name)") }
            }
        } catch {
            finish(error, of: self) { $0 }
        }
    }

    /// Ends the program as ArgumentParser does, but for what steers a terminal: what is told of wrong usage repeats the
    /// arguments.
    private static func finish(
        _ error: any Error, of command: any ParsableCommand.Type, _ edit: (String) -> String
    ) -> Never {
        let status = command.exitCode(for: error)
        let text = edit(command.fullMessage(for: error))
        if !text.isEmpty {
            Output().writeLine(text, to: status == .success ? .standardOutput : .standardError)
        }
        Glibc.exit(status.rawValue)
    }

    /// A complaint about the first word, if it should be a command and is not.
    private static func complaint(aboutCommand word: String) -> String? {
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        #if !Service
            if word == "serve" {
                return "This program was built without serve. Build it with: swift build --traits Service, "
                    + "as scripts/setup does."
            }
        #endif
        guard !word.hasPrefix("-"), !commands.contains(word) else { return nil }
        let hint = Suggestion.nearest(to: word, among: commands).map { "Did you mean '\($0)'?" }
        return "There is no command '\(word)'. " + (hint ?? "There are \(commands.joined(separator: ", ")).")
    }
}
