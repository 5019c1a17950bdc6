import Foundation
import Testing

@testable import IsolatesRPC

/// Lines on a pipe whose reader is slow: whoever sends them is not kept, and each comes whole and in order.
@Suite(.timeLimit(.minutes(1))) struct LineWriterTests {
    /// Reads up to the end, on a thread of its own.
    private func everything(from handle: FileHandle) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            Thread { continuation.resume(returning: [UInt8](handle.readDataToEndOfFile())) }.start()
        }
    }

    private func text(_ number: Int) -> [UInt8] {
        Array("\(number) ".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: number % 5 * 3_000)
    }

    /// A pipe that blocks, whose other end nobody reads yet, holds 64 KiB.
    @Test func sendersDoNotWaitForRoom() async {
        let pipe = Pipe()
        let writer = LineWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        let lines = (0..<200).map { text($0) }
        for line in lines { writer.send(line) }
        let bytes = lines.flatMap { $0 + [UInt8(ascii: "\n")] }
        #expect(writer.written < bytes.count)
        async let found = everything(from: pipe.fileHandleForReading)
        await writer.flush()
        #expect(writer.written == bytes.count)
        try? pipe.fileHandleForWriting.close()
        #expect(await found == bytes)
    }

    @Test func linesOfManySendersComeWhole() async {
        let pipe = Pipe()
        let writer = LineWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        async let found = everything(from: pipe.fileHandleForReading)
        await withTaskGroup { group in
            for sender in 0..<8 {
                group.addTask { for number in 0..<200 { writer.send(text(sender * 1_000 + number)) } }
            }
        }
        await writer.flush()
        try? pipe.fileHandleForWriting.close()
        var last = [Int](repeating: -1, count: 8)
        let lines = await found.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 8 * 200)
        for line in lines {
            let number = Int(String(decoding: line.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)) ?? -1
            #expect(Array(line) == text(number))
            #expect(last[number / 1_000] == number % 1_000 - 1)
            last[number / 1_000] = number % 1_000
        }
    }

    /// A file has no room to wait for.
    @Test func aFileTakesEverything() async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "isolates-\(UUID().uuidString)")
        try Data().write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let handle = try FileHandle(forWritingTo: url)
        let writer = LineWriter(descriptor: handle.fileDescriptor)
        for number in 0..<50 { writer.send(text(number)) }
        await writer.flush()
        try handle.close()
        #expect(try [UInt8](Data(contentsOf: url)) == (0..<50).flatMap { text($0) + [UInt8(ascii: "\n")] })
    }

    /// Otherwise whoever waits for the rest would wait for ever.
    @Test func aReaderThatIsGoneEndsTheWaiting() async throws {
        StreamIO.ignoreBrokenPipes()
        let pipe = Pipe()
        let writer = LineWriter(descriptor: pipe.fileHandleForWriting.fileDescriptor)
        try pipe.fileHandleForReading.close()
        writer.send(text(1))
        await writer.flush()
        #expect(writer.written == 0)
        try pipe.fileHandleForWriting.close()
    }
}
