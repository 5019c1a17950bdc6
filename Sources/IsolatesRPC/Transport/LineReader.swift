/// Splits what a descriptor brings into lines, which may be long: each byte is looked at once.
struct LineReader {
    /// What comes next.
    enum Next {
        /// A line, without its `\n`.
        case line([UInt8])
        /// A line that was longer than `maximumLength`, and was passed over.
        case lineTooLong
        /// Nothing more: the end of the input, or of the interest in the output.
        case end
    }

    /// Longest line taken, in bytes: several values at the limit of values.md, however they are written.
    static let maximumLength = 256 << 20

    private static let chunkSize = 1 << 18

    private let input: Int32
    private let output: Int32
    private var bytes: [UInt8] = []
    /// Where the next line begins, and how far its end was looked for.
    private var start = 0
    private var searched = 0
    private var isPassingOver = false
    private var isAtEnd = false

    /// - Parameters:
    ///   - input: the descriptor to read.
    ///   - output: when nobody reads this one any more, that is the end, too.
    init(input: Int32, output: Int32) {
        self.input = input
        self.output = output
    }

    /// Waits for the next line.
    mutating func next() -> Next {
        while true {
            if let end = endOfLine() {
                let line = start..<end
                start = end + 1
                searched = start
                guard isPassingOver else { return .line(Array(bytes[line])) }
                isPassingOver = false
                return .lineTooLong
            }
            if bytes.count - start > Self.maximumLength { isPassingOver = true }
            guard !isAtEnd else { return rest() }
            read()
        }
    }

    /// Whether another line has been read already, so that `next()` gives it without waiting.
    var hasNext: Bool {
        mutating get { endOfLine() != nil }
    }

    /// What stands after the last `\n`.
    private mutating func rest() -> Next {
        defer { start = bytes.count }
        if isPassingOver {
            isPassingOver = false
            return .lineTooLong
        }
        return start < bytes.count ? .line(Array(bytes[start...])) : .end
    }

    private mutating func endOfLine() -> Int? {
        let end = bytes.withUnsafeBytes { System.firstIndex(of: UInt8(ascii: "\n"), in: $0, from: searched) }
        if end == nil { searched = bytes.count }
        return end
    }

    private mutating func read() {
        discardTaken()
        guard System.waitForInput(input, orHangUpOf: output) else { return isAtEnd = true }
        let count = withUnsafeTemporaryAllocation(byteCount: Self.chunkSize, alignment: 16) { buffer in
            let count = System.read(input, into: buffer)
            if let count { bytes.append(contentsOf: buffer[..<count]) }
            return count
        }
        if count == 0 { isAtEnd = true }
    }

    /// Makes room: of lines that were given out, and of the one that is passed over.
    private mutating func discardTaken() {
        if isPassingOver || start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 4 * Self.chunkSize)
            start = 0
            searched = 0
        } else if start >= Self.chunkSize {
            bytes.removeSubrange(..<start)
            searched -= start
            start = 0
        }
    }
}
