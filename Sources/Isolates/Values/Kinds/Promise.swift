extension Value {
    /// A promise in a context, which can be awaited while its handle lives.
    public struct Promise: Sendable {
        /// What names the promise across the boundary.
        public let handle: String

        /// What has to stay alive as long as anyone holds this promise; no part of its value.
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
