/// The limits on a value that crosses the process boundary. A larger value is refused as a whole.
public struct ValueLimits: Hashable, Sendable {
    /// How deep arrays, objects, maps, sets and errors may be nested: a primitive has depth 0, `[]` 1, `[[1]]` 2. 1,000
    /// by default; clamped to 0 through 10,000, since a value is freed recursively.
    public var maximumDepth: Int {
        didSet { maximumDepth = Self.clamped(maximumDepth) }
    }

    /// How many bytes the encoded value may take. 64 MiB by default.
    public var maximumEncodedBytes: Int

    /// Each parameter is described at its property.
    public init(maximumDepth: Int = 1_000, maximumEncodedBytes: Int = 64 << 20) {
        self.maximumDepth = Self.clamped(maximumDepth)
        self.maximumEncodedBytes = maximumEncodedBytes
    }

    private static func clamped(_ depth: Int) -> Int {
        min(max(depth, 0), 10_000)
    }
}
