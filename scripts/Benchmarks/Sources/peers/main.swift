import Foundation

// A detached task, because a caller outside Swift's thread pool would pay for a hop to that with each run.
do {
    let measurement = try Measurement(Array(CommandLine.arguments.dropFirst()))
    exit(try await Task.detached { try await measurement.run() }.value)
} catch {
    FileHandle.standardError.write(Data("peers: \(error)\n".utf8))
    exit(error is Measurement.UsageError ? 64 : 1)
}
