import Testing

@testable import Wire

struct FrameBufferTests {
    private func frame(_ count: Int, _ byte: UInt8) -> [UInt8] {
        let header = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
        return header + [UInt8](repeating: byte, count: count)
    }

    /// Whether frames come back in order, in pieces of every kind of size, when some are too long to be copied.
    @Test(arguments: [1 << 12, 1 << 16, 999_983, 10_000_000])
    func longFrames(pieceLength: Int) throws {
        let counts = [3, 3 << 20, 0, 5 << 20, 2 << 20, 7]
        let stream = counts.enumerated().flatMap { frame($1, UInt8($0)) }
        var buffer = FrameBuffer(maximumLength: 5 << 20)
        var found: [[UInt8]] = []
        for start in stride(from: 0, to: stream.count, by: pieceLength) {
            let piece = Array(stream[start..<min(start + pieceLength, stream.count)])
            piece.withUnsafeBytes { buffer.append($0) }
            while let frame = try buffer.next() { found.append(frame) }
        }
        #expect(found.map(\.count) == counts)
        #expect(found.enumerated().allSatisfy { index, frame in frame.allSatisfy { $0 == index } })
        #expect(buffer.pendingCount == 0)
    }
}
