/// Collects the bytes of a stream and gives them back frame by frame.
public struct FrameBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0
    private let maximumLength: Int

    /// A frame was announced that is longer than the reader takes.
    public struct FrameTooLong: Error, Sendable {
        public let length: Int
        public let maximumLength: Int
    }

    /// - Parameter maximumLength: the longest frame taken, in bytes without its header.
    public init(maximumLength: Int) {
        self.maximumLength = maximumLength
    }

    /// Bytes received that no `next()` has given back yet.
    public var pendingCount: Int { bytes.count - start }

    /// How many more bytes the frame that has begun needs; at least 1.
    public var missingCount: Int {
        guard let length = announcedLength else { return Frame.headerSize - pendingCount }
        return max(1, Frame.headerSize + length - pendingCount)
    }

    public mutating func append(_ received: UnsafeRawBufferPointer) {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 16)
            start = 0
        } else if start >= max(pendingCount, 1 << 16) {
            // A stream that is always read to the middle of a frame would otherwise be kept for ever.
            bytes.removeSubrange(..<start)
            start = 0
        }
        bytes.append(contentsOf: received)
    }

    /// The JSON of the next whole frame, or nil where its end has not been received.
    public mutating func next() throws(FrameTooLong) -> [UInt8]? {
        guard let length = announcedLength else { return nil }
        guard length <= maximumLength else { throw FrameTooLong(length: length, maximumLength: maximumLength) }
        let body = start + Frame.headerSize
        guard bytes.count - body >= length else { return nil }
        let frame = Array(bytes[body..<body + length])
        start = body + length
        return frame
    }

    private var announcedLength: Int? {
        guard pendingCount >= Frame.headerSize else { return nil }
        return Frame.length(of: bytes[start..<start + Frame.headerSize])
    }
}
