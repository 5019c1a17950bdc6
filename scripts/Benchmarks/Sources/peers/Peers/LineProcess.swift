import Foundation
import Measuring

/// A program that answers each line of its input with a line.
final class LineProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    /// - Parameters:
    ///   - command: the program's path and its arguments.
    ///   - environment: what its environment has besides this program's.
    init(_ command: [String], _ environment: [String: String] = [:]) throws {
        process.executableURL = URL(filePath: command[0])
        process.arguments = Array(command.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
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

    /// Sends lines in turn, again and again, and reads as many answers, with some lines on the way at any time.
    func answers(to lines: [[UInt8]], count: Int, inFlight: Int) {
        let descriptor = input.fileHandleForWriting.fileDescriptor
        var (sent, received) = (0, 0)
        while received < count {
            let next = sent..<sent + min(count - sent, inFlight - (sent - received))
            if !next.isEmpty { Self.write([UInt8](next.map { lines[$0 % lines.count] }.joined()), to: descriptor) }
            sent = next.upperBound
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
