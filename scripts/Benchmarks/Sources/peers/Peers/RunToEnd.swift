import Foundation

/// A program that ended with another status than 0.
struct ProgramFailed: Error, CustomStringConvertible {
    let command: [String]
    let status: Int32

    var description: String { "\(command.joined(separator: " ").prefix(200)) ended with status \(status)" }
}

/// Runs a program to its end, without input.
///
/// - Parameters:
///   - output: the file that gets its standard output; nil to drop that.
///   - environment: variables that are set besides those of this program.
/// - Throws: `ProgramFailed` if its exit status is not 0.
func runToEnd(_ command: [String], output: URL? = nil, environment: [String: String] = [:]) throws {
    var handle = FileHandle.nullDevice
    if let output {
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        handle = try FileHandle(forWritingTo: output)
    }
    try run(command, handle, environment)
    if output != nil { try handle.close() }
}

/// What a program that runs to its end writes to its standard output, which is short.
///
/// - Throws: `ProgramFailed` if its exit status is not 0.
func output(of command: [String], environment: [String: String] = [:]) throws -> String {
    let pipe = Pipe()
    try run(command, pipe, environment)
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
}

private func run(_ command: [String], _ output: Any, _ environment: [String: String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    (output as? Pipe)?.fileHandleForWriting.closeFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw ProgramFailed(command: command, status: process.terminationStatus)
    }
}
