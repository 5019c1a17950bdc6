import Isolates

/// The zygote of `isolates run`. It is started before the command line is parsed: on a second processor that takes no
/// longer than the start of the zygote's program.
enum RunZygote {
    /// The zygote that was started ahead; nil if the command line asks for no single run. Starts it when it is first
    /// read.
    static let ahead: ZygoteAhead? = isForeseen(CommandLine.arguments) ? ZygoteAhead(configuration(isBrief: true)) : nil

    /// The configuration, as far as it concerns the zygote.
    static func configuration(isBrief: Bool) -> Supervisor.Configuration {
        var configuration = Supervisor.Configuration()
        configuration.isBrief = isBrief
        // A context whose run was killed is not used again, so nothing has to be undone.
        configuration.usesUndoLog = false
        return configuration
    }

    /// Whether a command line looks like that of a single run. It may still turn out to be wrong.
    private static func isForeseen(_ arguments: [String]) -> Bool {
        guard arguments.dropFirst().first == RunCommand.configuration.commandName else { return false }
        return !arguments.contains { $0.hasPrefix("--parallel") || $0 == "--help" || $0 == "-h" }
    }
}
