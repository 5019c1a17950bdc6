import Dispatch

/// Standard input, read piece by piece on a thread of its own, which may wait.
final class StandardInput: Sendable {
    /// The most that is read at once and held, in bytes.
    private static let pieceSize = 1 << 20

    private let pieces: AsyncStream<Result<[UInt8], SystemError>>
    private let wanted = DispatchSemaphore(value: 0)

    init() {
        let (pieces, continuation) = AsyncStream.makeStream(of: Result<[UInt8], SystemError>.self)
        self.pieces = pieces
        DispatchQueue(label: "isolates.input").async { [wanted] in
            while true {
                wanted.wait()
                let piece = Result { () throws(SystemError) in try FileIO.read(0, atMost: Self.pieceSize) }
                continuation.yield(piece)
                guard case .success(let bytes) = piece, !bytes.isEmpty else { return continuation.finish() }
            }
        }
    }

    /// The next piece; empty at the end, or if the task is cancelled.
    ///
    /// - Throws: `UnreadableFile`.
    func next() async throws(UnreadableFile) -> [UInt8] {
        wanted.signal()
        var iterator = pieces.makeAsyncIterator()
        guard let piece = await iterator.next() else { return [] }
        do { return try piece.get() } catch {
            throw UnreadableFile(name: TextFile(path: "-").scriptName, reason: error.description)
        }
    }
}
