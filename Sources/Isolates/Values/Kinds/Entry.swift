extension Value {
    /// An entry of a `Map`.
    public struct Entry: Sendable {
        /// The key, which may be any value.
        public var key: Value
        /// The value.
        public var value: Value

        /// An entry of that key and value.
        public init(_ key: Value, _ value: Value) {
            self.key = key
            self.value = value
        }
    }
}

extension Value.Entry: Equatable {
    /// Whether both have equal keys and equal values.
    public static func == (left: Value.Entry, right: Value.Entry) -> Bool {
        var identities = IdentityPairs()
        return left.matches(right, &identities)
    }

    func matches(_ other: Value.Entry, _ identities: inout IdentityPairs) -> Bool {
        key.matches(other.key, &identities) && value.matches(other.value, &identities)
    }
}
