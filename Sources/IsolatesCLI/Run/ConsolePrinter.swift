import Isolates

/// Prints what a script writes to its console.
struct ConsolePrinter: Sendable {
    let output: Output
    /// Whether standard output is for something else, so that everything goes to standard error.
    let leavesStandardOutput: Bool

    func print(_ entry: ConsoleEntry) {
        // The supervisor was asked to have every entry formatted.
        guard let text = entry.text else { return }
        output.writeLine(text, to: stream(of: entry.level), as: .console)
    }

    private func stream(of level: ConsoleEntry.Level) -> Output.Stream {
        switch level {
        case .warn, .error: .standardError
        case .log, .info, .debug: leavesStandardOutput ? .standardError : .standardOutput
        }
    }
}
