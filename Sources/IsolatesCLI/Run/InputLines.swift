import Isolates

/// The lines of an input that comes in pieces.
struct InputLines {
    private var bytes: [UInt8] = []
    /// Where the next line begins in `bytes`.
    private var start = 0
    /// Whether the input has come to its end.
    private(set) var isComplete = false
    /// The number of lines so far, including those that were taken.
    private(set) var count = 0

    /// Adds a piece of the input. An empty piece is the end.
    mutating func add(_ piece: [UInt8]) {
        bytes.removeSubrange(..<start)
        start = 0
        count += piece.count { $0 == UInt8(ascii: "\n") }
        bytes += piece
        if piece.isEmpty {
            isComplete = true
            // The last line may lack a newline.
            if let last = bytes.last, last != UInt8(ascii: "\n") { count += 1 }
        }
    }

    /// The next line, without its newline; nil if there is none yet, or none left.
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
