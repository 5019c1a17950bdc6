/// An amount of memory.
public struct ByteCount: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The amount in bytes.
    public let bytes: Int

    /// An amount in bytes.
    public static func bytes(_ count: Int) -> ByteCount { ByteCount(bytes: count) }
    /// An amount in units of 1,024 bytes.
    public static func kilobytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 10) }
    /// An amount in units of 1,048,576 bytes.
    public static func megabytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 20) }
    /// An amount in units of 1,073,741,824 bytes.
    public static func gigabytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 30) }

    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

    /// The amount in bytes, such as `1024 bytes`.
    public var description: String { "\(bytes) bytes" }
}
