import Foundation
import Testing

/// The program at a terminal: script(1) of util-linux has one, and passes on what is typed.
final class Terminal {
    private let process = Process()
    private let typed = Pipe()
    private let shown = Pipe()
    private let ended: AsyncStream<Never>
    /// All that was shown and not waited for.
    private var text = ""

    /// Starts the program.
    ///
    /// - Parameters:
    ///   - command: the arguments, as a shell takes them.
    ///   - isCommandLine: whether the command is a line of bash, in which `$ISOLATES` is the program.
    init(_ command: String, environment: [String: String] = [:], isCommandLine: Bool = false) throws {
        let (ended, continuation) = AsyncStream.makeStream(of: Never.self)
        self.ended = ended
        process.executableURL = URL(filePath: "/usr/bin/script")
        // A shell that stays as the program's parent would get Ctrl+C as well, and some then end with 130 whatever the
        // program's status.
        process.arguments = ["-qec", isCommandLine ? command : "exec \(Program.path) \(command)", "/dev/null"]
        process.environment = ProcessInfo.processInfo.environment.merging([
            "TERM": "xterm", "NO_COLOR": "", "SHELL": "/bin/bash", "ISOLATES": Program.path,
        ]) { $1 }.merging(environment) { $1 }
        process.standardInput = typed
        process.standardOutput = shown
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Types keys; `\u{3}` is Ctrl+C, `\u{4}` is Ctrl+D, `\r` is Enter.
    func type(_ keys: String) throws {
        try typed.fileHandleForWriting.write(contentsOf: Data(keys.utf8))
    }

    /// Waits until it has shown a text, and gives what it showed before.
    @discardableResult
    func wait(for expected: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        while true {
            if let found = text.range(of: expected) {
                defer { text = String(text[found.upperBound...]) }
                return String(text[..<found.lowerBound])
            }
            try #require(
                isReadable(within: 30_000), "nothing was shown any more after: \(text)", sourceLocation: sourceLocation)
            let data = shown.fileHandleForReading.availableData
            try #require(
                !data.isEmpty, "it ended before it showed \(expected), and after: \(text)",
                sourceLocation: sourceLocation)
            text += String(decoding: data, as: UTF8.self)
        }
    }

    /// Waits until something was shown, or the end has come. The time limit of a test can't end a read.
    private func isReadable(within milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: shown.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, milliseconds) > 0
    }

    /// Waits for its end, and gives the exit status.
    func status() async -> Int32 {
        for await _ in ended {}
        return process.terminationStatus
    }
}
