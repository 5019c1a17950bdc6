import Foundation
import Testing

/// The `isolates` program, run as a child process.
enum Program {
    /// How a run of it ended, and what it wrote.
    struct Ending: Sendable {
        /// The exit status, or 128 and the signal, as a shell tells it.
        let status: Int32
        let output: String
        let errors: String
    }

    /// Where SwiftPM builds the programs that the tests depend on: beside the test bundle.
    static let directory = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    static let path = directory.appending(path: "isolates").path

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - input: what it finds on standard input.
    ///   - directory: where it runs.
    ///   - whileRunning: is called when it has begun.
    static func run(
        _ arguments: String..., path: String = path, input: String = "", in directory: URL? = nil,
        environment: [String: String] = [:], whileRunning: (@Sendable (RunningProgram) async throws -> Void)? = nil
    ) async throws -> Ending {
        try await run(
            arguments, path: path, input: Data(input.utf8), in: directory, environment: environment,
            whileRunning: whileRunning)
    }

    static func run(
        _ arguments: [String], path: String = path, input: Data = Data(), in directory: URL? = nil,
        environment: [String: String] = [:], whileRunning: (@Sendable (RunningProgram) async throws -> Void)? = nil
    ) async throws -> Ending {
        try await withTemporaryDirectory { temporary in
            // Files, not pipes: a child never waits for this process to read, and no thread has to wait for a child.
            let files = (
                temporary.appending(path: "in"), temporary.appending(path: "out"), temporary.appending(path: "err")
            )
            try input.write(to: files.0)
            try Data().write(to: files.1)
            try Data().write(to: files.2)
            let process = Process()
            process.executableURL = URL(filePath: path)
            process.arguments = arguments
            process.currentDirectoryURL = directory
            process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            process.standardInput = try FileHandle(forReadingFrom: files.0)
            process.standardOutput = try FileHandle(forWritingTo: files.1)
            process.standardError = try FileHandle(forWritingTo: files.2)
            try await end(of: process) { try await whileRunning?(RunningProgram(pid: $0, errors: files.2)) }
            return Ending(
                status: process.terminationReason == .exit
                    ? process.terminationStatus : 128 + process.terminationStatus,
                output: try String(contentsOf: files.1, encoding: .utf8),
                errors: try String(contentsOf: files.2, encoding: .utf8))
        }
    }

    /// Runs a process and waits for its end, which the test's time limit brings about at the latest.
    private static func end(of process: Process, whileRunning: (pid_t) async throws -> Void) async throws {
        let (ended, continuation) = AsyncStream.makeStream(of: Never.self)
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        let pid = process.processIdentifier
        await withTaskCancellationHandler {
            do { try await whileRunning(pid) } catch {
                Issue.record(error)
                kill(pid, SIGKILL)
            }
            // Cancellation ends an iteration at once; the process ends a moment later.
            await Task { for await _ in ended {} }.value
        } onCancel: {
            kill(pid, SIGKILL)
        }
    }
}
