/// Collects the bytes of a stream and returns them frame by frame.
public struct FrameBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0
    private let maximumLength: Int
    /// More than this is not copied if that can be avoided.
    private static let manyBytes = 1 << 20

    /// An announced frame is longer than the reader accepts.
    public struct FrameTooLong: Error, Sendable {
        public let length: Int
        public let maximumLength: Int
    }

    /// - Parameter maximumLength: the length of the longest accepted frame, in bytes without its header.
    public init(maximumLength: Int) {
        self.maximumLength = maximumLength
    }

    /// The number of received bytes that `next()` has not returned yet.
    public var pendingCount: Int { bytes.count - start }

    /// How many more bytes complete the current frame; at least 1.
    public var missingCount: Int {
        guard let length = announcedLength else { return Frame.headerSize - pendingCount }
        return max(1, Frame.headerSize + length - pendingCount)
    }

    public mutating func append(_ received: UnsafeRawBufferPointer) {
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 16)
            start = 0
        } else if start >= max(pendingCount, 1 << 16) {
            // Otherwise a stream that is always read up to the middle of a frame would be kept for ever.
            bytes.removeSubrange(..<start)
            start = 0
        }
        // Whoever announces much has to send much before it takes memory.
        if let length = announcedLength, pendingCount > Self.manyBytes, length <= maximumLength {
            bytes.reserveCapacity(start + Frame.headerSize + length)
        }
        bytes.append(contentsOf: received)
    }

    /// The JSON of the next frame; nil if its end has not been received yet.
    ///
    /// - Throws: `FrameTooLong` if the announced length exceeds the limit.
    public mutating func next() throws(FrameTooLong) -> [UInt8]? {
        guard let length = announcedLength else { return nil }
        guard length <= maximumLength else { throw FrameTooLong(length: length, maximumLength: maximumLength) }
        let body = start + Frame.headerSize
        guard bytes.count - body >= length else { return nil }
        if length > Self.manyBytes, body + length == bytes.count {
            // Moving it takes no new memory, as a copy would.
            var frame = bytes
            bytes = []
            start = 0
            frame.removeFirst(body)
            return frame
        }
        let frame = Array(bytes[body..<body + length])
        start = body + length
        return frame
    }

    private var announcedLength: Int? {
        guard pendingCount >= Frame.headerSize else { return nil }
        return Frame.length(of: bytes[start..<start + Frame.headerSize])
    }
}
