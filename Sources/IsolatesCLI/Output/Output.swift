import Glibc

/// The two streams that the program writes to, unbuffered, so that nothing is lost however it ends.
struct Output: Sendable {
    enum Stream: Int32 {
        case standardOutput = 1
        case standardError = 2
    }

    /// Writes text and a newline, in one go where the system takes it so.
    func writeLine(_ text: String, to stream: Stream = .standardOutput) {
        write(Array(text.utf8) + [UInt8(ascii: "\n")], to: stream)
    }

    /// Tells people that the command itself failed, as ArgumentParser tells of wrong usage.
    func writeError(_ message: String) {
        writeLine("Error: \(message)", to: .standardError)
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
