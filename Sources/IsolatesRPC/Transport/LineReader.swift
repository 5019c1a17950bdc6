/// Splits the input from a descriptor into lines. Lines may be long: each byte is searched only once.
struct LineReader {
    /// The next event of the input.
    enum Next {
        /// A line, without its `\n`.
        case line([UInt8])
        /// A line that was longer than `maximumLength` and was skipped.
        case lineTooLong
        /// The end of the input, or nobody reads the output any more.
        case end
    }

    /// The longest line taken, in bytes. Several values at the limit of values.md fit, however they are written.
    static let maximumLength = 256 << 20

    private static let chunkSize = 1 << 18

    /// The most memory that is kept for later lines, in bytes.
    private static let keptCapacity = 1 << 22

    private let input: Int32
    private let output: Int32
    private var bytes: [UInt8] = []
    /// Where the next line begins. Its end has been searched for up to `searched`.
    private var start = 0
    private var searched = 0
    private var isPassingOver = false
    private var isAtEnd = false
    /// Why the input has ended before its end: the value of errno.
    private(set) var failure: Int32?

    /// - Parameters:
    ///   - input: the descriptor to read.
    ///   - output: the descriptor whose reader is the client. The input also ends when nobody reads it any more.
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
        let end = bytes.withUnsafeBytes { StreamIO.firstIndex(of: UInt8(ascii: "\n"), in: $0, from: searched) }
        if end == nil { searched = bytes.count }
        return end
    }

    private mutating func read() {
        discardTaken()
        guard StreamIO.waitForInput(input, orHangUpOf: output) else { return isAtEnd = true }
        withUnsafeTemporaryAllocation(byteCount: Self.chunkSize, alignment: 16) { buffer in
            switch StreamIO.read(input, into: buffer) {
            case .success(nil): break
            case .success(0): isAtEnd = true
            case .success(let count?): bytes.append(contentsOf: buffer[..<count])
            case .failure(let failure):
                self.failure = failure.code
                isAtEnd = true
            }
        }
    }

    /// Discards the bytes of lines that were returned, and of a line that is being skipped.
    private mutating func discardTaken() {
        if isPassingOver || start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
            start = 0
            searched = 0
        } else if start >= Self.chunkSize {
            bytes.removeSubrange(..<start)
            searched -= start
            start = 0
        }
    }
}
