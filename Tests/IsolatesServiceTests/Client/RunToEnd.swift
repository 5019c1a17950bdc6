#if Service
    import Foundation

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - environment: what its environment has besides that of the tests.
    ///   - input: what it reads.
    /// - Returns: its exit status, and what it wrote to both streams.
    func runToEnd(
        _ path: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8]? = nil
    ) throws -> (status: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        let inputPipe = input.map { _ in Pipe() }
        if let inputPipe { process.standardInput = inputPipe }
        try process.run()
        if let input, let inputPipe {
            try inputPipe.fileHandleForWriting.write(contentsOf: Data(input))
            try inputPipe.fileHandleForWriting.close()
        }
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: bytes, as: UTF8.self))
    }
#endif
