extension Value {
    /// An entry of a `Map`.
    public struct Entry: Sendable {
        /// The key, which may be any value.
        public var key: Value
        /// The value.
        public var value: Value

        /// Makes an entry.
        public init(_ key: Value, _ value: Value) {
            self.key = key
            self.value = value
        }
    }
}

extension Value.Entry: Equatable {
    /// Whether both have equal keys and equal values.
    public static func == (left: Value.Entry, right: Value.Entry) -> Bool {
        Value.map([left]) == Value.map([right])
    }
}
