/// The unit of data on a pipe between supervisor and worker: four bytes of length, most significant first, then that
/// many bytes of JSON.
public enum Frame {
    /// The size of the length at the start of every frame, in bytes.
    public static let headerSize = 4

    /// How many arrays and objects may be open at once in a message: more than a value can take of the depth that
    /// `ValueLimits` allows at most, three brackets for each of 10,000 levels (`{"value":[[key,value]]}` of a map).
    public static let maximumDepth = 1 << 15

    /// Makes a frame around the JSON that `body` writes.
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

    /// The length that a header announces.
    @inlinable
    static func length(of header: some Collection<UInt8>) -> Int {
        header.reduce(0) { $0 << 8 | Int($1) }
    }
}
