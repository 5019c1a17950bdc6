import Foundation
import Testing

/// The program `IsolatesTestHost`, run as a child process.
enum TestHost {
    /// Where SwiftPM puts all programs: beside the one that runs the tests.
    static let directory = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    static let path = directory.appending(path: "IsolatesTestHost").path

    /// Runs it to its end.
    ///
    /// - Returns: what it told.
    static func run<Report: Decodable>(_ arguments: String..., as type: Report.Type = Report.self) async throws
        -> Report
    {
        let (status, output) = try await run(arguments) { _, _ in }
        try #require(status == 0, "\(arguments) ended with \(status) and said: \(output)")
        return try JSONDecoder().decode(Report.self, from: Data(output.utf8))
    }

    /// Runs it to its end.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - environment: all of its environment; this process's by default.
    ///   - whileRunning: gets its process id, and what reads its output so far.
    /// - Returns: the exit status, or 128 and the signal, as a shell tells it, and what it wrote.
    static func run(
        _ arguments: [String], path: String = path, environment: [String: String] = ProcessInfo.processInfo.environment,
        whileRunning: (pid_t, () throws -> String) async throws -> Void
    ) async throws -> (Int32, String) {
        // A file, not a pipe: the child never waits for this process to read.
        let file = FileManager.default.temporaryDirectory.appending(path: "isolates-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let read = { try String(contentsOf: file, encoding: .utf8) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        // The runtime's backtracer would hold a program that dies of a signal.
        process.environment = environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: file)
        let (ended, continuation) = AsyncStream.makeStream(of: Never.self)
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        let pid = process.processIdentifier
        await withTaskCancellationHandler {
            do { try await whileRunning(pid, read) } catch {
                Issue.record(error)
                kill(pid, SIGKILL)
            }
            // Cancellation ends an iteration at once; the process ends a moment later.
            await Task { for await _ in ended {} }.value
        } onCancel: {
            kill(pid, SIGKILL)
        }
        return (
            process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus, try read()
        )
    }
}
