import Isolates

/// The lines of an input that comes in pieces.
struct InputLines {
    private var bytes: [UInt8] = []
    /// Where the next line begins in `bytes`.
    private var start = 0
    /// Whether the input has come to its end.
    private(set) var isComplete = false
    /// The lines that are known, those that were taken among them.
    private(set) var count = 0

    /// Adds what has come of the input; nothing is its end.
    mutating func add(_ piece: [UInt8]) {
        bytes.removeSubrange(..<start)
        start = 0
        count += piece.count { $0 == UInt8(ascii: "\n") }
        bytes += piece
        if piece.isEmpty {
            isComplete = true
            // The last line may have no end.
            if let last = bytes.last, last != UInt8(ascii: "\n") { count += 1 }
        }
    }

    /// The next line, without its end; nil where none is there yet, or any more.
    mutating func next() -> ArraySlice<UInt8>? {
        if let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            defer { start = end + 1 }
            return bytes[start..<end]
        }
        guard isComplete, start < bytes.count else { return nil }
        defer { start = bytes.count }
        return bytes[start...]
    }
}
