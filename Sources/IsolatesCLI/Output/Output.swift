import Glibc
import Isolates

/// The two streams that the program writes to. They are unbuffered, so that nothing is lost however the program ends;
/// `ConsolePrinter` only puts together what comes together.
///
/// A terminal shows control characters as `\xNN`, except those that the text's contents allow.
struct Output: Sendable {
    enum Stream: Int32 {
        case standardOutput = 1
        case standardError = 2
    }

    /// Which control sequences of a text reach the terminal.
    enum Contents {
        /// None.
        case text
        /// The colours of shown values.
        case values
        /// The colours in what a script's console writes, or every sequence if escapes are allowed.
        case console
    }

    /// Whether values on standard output, and on standard error, are in colours.
    let texts: TerminalTexts
    private let isTerminal: [Stream: Bool]

    /// - Parameters:
    ///   - color: when values are coloured.
    ///   - allowsEscapes: whether control sequences that a script's console writes reach the terminal.
    init(color: ColorChoice = .never, allowsEscapes: Bool = false) {
        texts = TerminalTexts(
            colorsOutput: color.colors(.standardOutput), colorsErrors: color.colors(.standardError),
            passesEscapes: allowsEscapes)
        isTerminal = [.standardOutput: isatty(1) == 1, .standardError: isatty(2) == 1]
    }

    /// Whether a stream is a terminal.
    func isTerminal(_ stream: Stream) -> Bool {
        isTerminal[stream] ?? false
    }

    /// Writes text and a newline, with one system call if possible.
    func writeLine(_ text: String, to stream: Stream = .standardOutput, as contents: Contents = .text) {
        write(line(text, on: stream, as: contents), to: stream)
    }

    /// The bytes of text and a newline, as `writeLine` writes them.
    func line(_ text: String, on stream: Stream, as contents: Contents) -> [UInt8] {
        Array(shown(text, on: stream, as: contents).utf8) + [UInt8(ascii: "\n")]
    }

    /// Writes text of the program itself unchanged. It may move the cursor.
    func writeRaw(_ text: String, to stream: Stream) {
        write(Array(text.utf8), to: stream)
    }

    /// Reports that the command itself failed, in the form in which ArgumentParser reports wrong usage.
    func writeError(_ message: String) {
        writeLine("Error: \(message)", to: .standardError)
    }

    /// Reports how a run failed.
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

    /// Writes all of the bytes. If nobody reads standard output any more, the program ends.
    func write(_ bytes: [UInt8], to stream: Stream) {
        do {
            try FileIO.write(stream.rawValue, bytes)
        } catch {
            guard stream == .standardOutput else { return }
            // This happens only if SIGPIPE is ignored; otherwise the signal has ended the program with the same status.
            if error.code == EPIPE { exit(128 + SIGPIPE) }
            writeError("standard output can't be written: \(error)")
            exit(ExitStatus.unwritableOutput.rawValue)
        }
    }
}
