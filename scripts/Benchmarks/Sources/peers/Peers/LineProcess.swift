import Foundation
import Measuring

/// A program that answers each line of its input with a line.
final class LineProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    /// - Parameter command: the program's path and its arguments.
    init(_ command: [String]) throws {
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// Ends the program, and waits for that.
    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The answer to a line, without the line end. Writing a long line happens on another thread, because the pipe may
    /// not hold it.
    func answer(to line: [UInt8]) -> [UInt8] {
        let descriptor = input.fileHandleForWriting.fileDescriptor
        let writing = line.count > 1 << 15
        let writer = DispatchGroup()
        if writing {
            DispatchQueue.global().async(group: writer) { Self.write(line, to: descriptor) }
        } else {
            Self.write(line, to: descriptor)
        }
        let answer = readLine()
        writer.wait()
        return answer
    }

    /// Sends a line again and again, and reads as many answers, with some lines on the way at any time.
    func answers(to line: [UInt8], count: Int, inFlight: Int) {
        let descriptor = input.fileHandleForWriting.fileDescriptor
        var (sent, received) = (0, 0)
        while received < count {
            let lines = min(count - sent, inFlight - (sent - received))
            if lines > 0 { Self.write([UInt8]([[UInt8]](repeating: line, count: lines).joined()), to: descriptor) }
            sent += lines
            let length = read(output.fileHandleForReading.fileDescriptor, &buffer, buffer.count)
            precondition(length > 0, "a program that is measured is gone")
            received += buffer[..<length].count { $0 == UInt8(ascii: "\n") }
        }
    }

    private static func write(_ line: [UInt8], to descriptor: Int32) {
        line.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let count = Foundation.write(descriptor, bytes.baseAddress! + start, bytes.count - start)
                precondition(count > 0, "a program that is measured is gone")
                start += count
            }
        }
    }

    private func readLine() -> [UInt8] {
        var line: [UInt8] = []
        while true {
            let count = read(output.fileHandleForReading.fileDescriptor, &buffer, buffer.count)
            precondition(count > 0, "a program that is measured is gone")
            line += buffer[..<count]
            if buffer[count - 1] == UInt8(ascii: "\n") { return line.dropLast() }
        }
    }
}

/// Runs a program to its end, without input, and discards its output.
func runToEnd(_ command: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    precondition(process.terminationStatus == 0, "\(command.joined(separator: " ")) ended with an error")
}
