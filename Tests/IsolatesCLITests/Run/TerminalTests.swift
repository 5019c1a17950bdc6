import Foundation
import Testing

/// Ctrl+C on a terminal: script(1) of util-linux has one, and passes on what is typed.
@Suite struct TerminalTests {
    @Test(.timeLimit(.minutes(1))) func controlCEndsTheRun() async throws {
        let process = Process()
        let typed = Pipe()
        let shown = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/script")
        process.arguments = ["-qec", "\(Program.path) run -e 'console.log(\"begun\"); while (true);'", "/dev/null"]
        process.standardInput = typed
        process.standardOutput = shown
        let (ended, continuation) = AsyncStream.makeStream(of: Never.self)
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        var text = ""
        while !text.contains("begun") {
            let data = shown.fileHandleForReading.availableData
            try #require(!data.isEmpty, "it ended before it began, and said: \(text)")
            text += String(decoding: data, as: UTF8.self)
        }
        try typed.fileHandleForWriting.write(contentsOf: Data([3]))
        for await _ in ended {}
        #expect(process.terminationStatus == 130)
    }
}
