/// Collects the bytes of a stream and returns them frame by frame.
public struct FrameBuffer: Sendable {
    private var bytes: [UInt8] = []
    private var start = 0
    private let maximumLength: Int
    /// A longer frame is worth saving copies.
    private static let longLength = 1 << 16

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
        makeRoom(for: received.count)
        bytes.append(contentsOf: received)
    }

    /// Makes room for all of a long frame, so that it is not copied each time when the array has to grow. As much is
    /// only announced until it comes, so the room is at most four times what has come.
    private mutating func makeRoom(for count: Int) {
        let needed = bytes.count + count
        guard needed > bytes.capacity, let length = announcedLength, length > Self.longLength else { return }
        bytes.reserveCapacity(max(needed, min(start + Frame.headerSize + length, 4 * max(needed, 1 << 18))))
    }

    /// The JSON of the next frame; nil if its end has not been received yet.
    ///
    /// - Throws: `FrameTooLong` if the announced length exceeds the limit.
    public mutating func next() throws(FrameTooLong) -> [UInt8]? {
        guard let length = announcedLength else { return nil }
        guard length <= maximumLength else { throw FrameTooLong(length: length, maximumLength: maximumLength) }
        let body = start + Frame.headerSize
        guard bytes.count - body >= length else { return nil }
        if start == 0, bytes.count == body + length, length > Self.longLength {
            // It is all that there is, and need not be copied elsewhere.
            bytes.removeFirst(body)
            defer { bytes = [] }
            return bytes
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
