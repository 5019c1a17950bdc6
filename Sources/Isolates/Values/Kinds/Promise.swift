extension Value {
    /// A promise in a context. It can be awaited as long as its context lives.
    public struct Promise: Sendable {
        /// The promise's handle, its name across the boundary.
        public let handle: String

        /// An object that must stay alive as long as this promise is referred to; not part of the value.
        package var lifetime: (any AnyObject & Sendable)?

        package init(handle: String) {
            self.handle = handle
        }
    }
}

extension Value.Promise: Hashable {
    /// Whether both have the same handle.
    public static func == (left: Value.Promise, right: Value.Promise) -> Bool {
        left.handle == right.handle
    }

    /// Hashes the handle.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(handle)
    }
}
