/// The unit of everything that crosses a pipe: four bytes of length, most significant first, then that many bytes of
/// JSON.
public enum Frame {
    /// Bytes of the length in front of every frame.
    public static let headerSize = 4

    /// A whole frame around what `body` writes.
    public static func make(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.bytes.reserveCapacity(128)
        writer.bytes.append(contentsOf: [0, 0, 0, 0])
        body(&writer)
        let length = UInt32(writer.bytes.count - headerSize)
        for index in 0..<headerSize {
            writer.bytes[index] = UInt8(truncatingIfNeeded: length >> UInt32(24 - 8 * index))
        }
        return writer.bytes
    }

    /// The length that four bytes announce.
    @inlinable
    static func length(of header: some Collection<UInt8>) -> Int {
        header.reduce(0) { $0 << 8 | Int($1) }
    }
}
