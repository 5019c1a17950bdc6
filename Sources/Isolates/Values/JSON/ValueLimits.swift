/// How large a value may be that crosses the process boundary. What is larger is refused whole.
public struct ValueLimits: Hashable, Sendable {
    /// How many arrays, objects, maps, sets and errors may lie within one another: `[]` is 1 deep, `[[1]]` 2,
    /// a primitive 0. 1,000 by default; above 10,000 it counts as 10,000, since a value is freed recursively.
    public var maximumDepth: Int {
        didSet { maximumDepth = Self.clamped(maximumDepth) }
    }

    /// How many bytes the value may take as JSON. 64 MiB by default.
    public var maximumEncodedBytes: Int

    /// Limits on depth and on encoded size; see there.
    public init(maximumDepth: Int = 1_000, maximumEncodedBytes: Int = 64 << 20) {
        self.maximumDepth = Self.clamped(maximumDepth)
        self.maximumEncodedBytes = maximumEncodedBytes
    }

    private static func clamped(_ depth: Int) -> Int {
        min(max(depth, 0), 10_000)
    }
}
