import Glibc
import Isolates

/// The two streams that the program writes to, unbuffered, so that nothing is lost however it ends.
///
/// On a terminal control characters are shown as `\xNN`, whatever wrote them.
struct Output: Sendable {
    enum Stream: Int32 {
        case standardOutput = 1
        case standardError = 2
    }

    /// What a text may hold that steers a terminal.
    enum Contents {
        /// Nothing.
        case text
        /// The colours of shown values.
        case values
        /// What a script's console writes.
        case console
    }

    /// Whether values on standard output, and on standard error, are in colours.
    let texts: TerminalTexts
    private let isTerminal: [Stream: Bool]

    /// - Parameters:
    ///   - color: when values are coloured.
    ///   - allowsEscapes: whether what a script's console writes may steer the terminal.
    init(color: ColorChoice = .never, allowsEscapes: Bool = false) {
        texts = TerminalTexts(
            colorsOutput: color.colors(.standardOutput), colorsErrors: color.colors(.standardError),
            passesEscapes: allowsEscapes)
        isTerminal = [.standardOutput: isatty(1) == 1, .standardError: isatty(2) == 1]
    }

    /// Whether a stream is one that people look at.
    func isTerminal(_ stream: Stream) -> Bool {
        isTerminal[stream] ?? false
    }

    /// Writes text and a newline, in one go where the system takes it so.
    func writeLine(_ text: String, to stream: Stream = .standardOutput, as contents: Contents = .text) {
        write(Array(shown(text, on: stream, as: contents).utf8) + [UInt8(ascii: "\n")], to: stream)
    }

    /// Writes text of the program's own as it is, which may move the cursor.
    func writeRaw(_ text: String, to stream: Stream) {
        write(Array(text.utf8), to: stream)
    }

    /// Tells people that the command itself failed, as ArgumentParser tells of wrong usage.
    func writeError(_ message: String) {
        writeLine("Error: \(message)", to: .standardError)
    }

    /// Tells people how a run failed.
    func writeReport(_ error: VMError) {
        if let exception = error.exception {
            writeLine(exception.report, to: .standardError, as: .values)
        } else {
            writeError(error.message)
        }
    }

    private func shown(_ text: String, on stream: Stream, as contents: Contents) -> String {
        guard isTerminal(stream), !(contents == .console && texts.passesEscapes) else { return text }
        let isColored = stream == .standardOutput ? texts.colorsOutput : texts.colorsErrors
        return TerminalText.clean(text, keepsColors: contents != .text && isColored)
    }

    /// Writes all of the bytes. Where standard output takes no more, the program ends: nobody is left to run for.
    private func write(_ bytes: [UInt8], to stream: Stream) {
        do {
            try System.write(stream.rawValue, bytes)
        } catch {
            guard stream == .standardOutput else { return }
            // Only where SIGPIPE is ignored; elsewhere it has ended the program just as quietly.
            if error.code == EPIPE { exit(128 + SIGPIPE) }
            writeError("standard output can't be written: \(error)")
            exit(ExitStatus.unwritableOutput.rawValue)
        }
    }
}
