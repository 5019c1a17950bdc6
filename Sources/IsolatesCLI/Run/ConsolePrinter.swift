import Isolates
import Synchronization

/// Prints what scripts write to their consoles.
///
/// Lines that come together are written together: a system call for each would cost more than all the rest.
final class ConsolePrinter: Sendable {
    /// The lines of a context that are not written yet.
    private struct Pending {
        let stream: Output.Stream
        var text: [UInt8]

        /// - Returns: whether the line was added.
        mutating func add(_ line: [UInt8], to stream: Output.Stream) -> Bool {
            guard stream == self.stream, text.count < capacity else { return false }
            text += line
            return true
        }
    }

    /// How many bytes of lines are kept at most, before more are added.
    private static let capacity = 1 << 16

    private let output: Output
    /// Whether standard output has another use, so that everything goes to standard error.
    private let leavesStandardOutput: Bool
    private let pending = Mutex<[String: Pending]>([:])

    init(output: Output, leavesStandardOutput: Bool) {
        self.output = output
        self.leavesStandardOutput = leavesStandardOutput
    }

    /// Makes a supervisor hand its contexts' entries over to this printer.
    func attach(to configuration: inout Supervisor.Configuration) {
        configuration.console = { [self] in print($0) }
        configuration.consolePause = { [self] in flush($0) }
        configuration.formatsConsole = true
        configuration.passesConsoleArguments = false
    }

    private func print(_ entry: ConsoleEntry) {
        // The supervisor formats every entry, so the text is always there.
        guard let text = entry.text else { return }
        let stream = stream(of: entry.level)
        let line = output.line(text, on: stream, as: .console)
        let full = pending.withLock { pending -> Pending? in
            // The entries of a context come one after the other, so its lines keep their order.
            if pending[entry.context]?.add(line, to: stream) == true { return nil }
            return pending.updateValue(Pending(stream: stream, text: line), forKey: entry.context)
        }
        if let full { output.write(full.text, to: full.stream) }
    }

    private func flush(_ context: String) {
        guard let lines = pending.withLock({ $0.removeValue(forKey: context) }) else { return }
        output.write(lines.text, to: lines.stream)
    }

    private func stream(of level: ConsoleEntry.Level) -> Output.Stream {
        switch level {
        case .warn, .error: .standardError
        case .log, .info, .debug: leavesStandardOutput ? .standardError : .standardOutput
        }
    }
}
