import Isolates

/// Prints what a script writes to its console.
struct ConsolePrinter: Sendable {
    let output: Output
    /// Whether standard output has another use, so that everything goes to standard error.
    let leavesStandardOutput: Bool

    func print(_ entry: ConsoleEntry) {
        // The supervisor formats every entry, so the text is always there.
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
