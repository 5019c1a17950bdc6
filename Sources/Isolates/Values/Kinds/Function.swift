extension Value {
    /// A function. One that belongs to a context can be called from Swift as long as its context lives; one that wraps
    /// a Swift closure can be passed to scripts.
    public struct Function: Sendable {
        /// JavaScript's `name`; empty for an anonymous function.
        public let name: JSString
        /// JavaScript's `length`: the number of declared parameters.
        public let length: Int
        /// The function's handle, its name across the boundary.
        public let handle: String
        /// Whether a call returns a promise at once. Only used for host functions.
        public let isAsync: Bool

        /// An object that must stay alive as long as this function is referred to; not part of the value.
        package var lifetime: (any AnyObject & Sendable)?

        package init(name: JSString, length: Int = 0, handle: String, isAsync: Bool = false) {
            self.name = name
            self.length = length
            self.handle = handle
            self.isAsync = isAsync
        }
    }
}

extension Value.Function: Hashable {
    /// Whether both have the same handle.
    public static func == (left: Value.Function, right: Value.Function) -> Bool {
        left.handle == right.handle
    }

    /// Hashes the handle.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(handle)
    }
}

extension Value.Function: CustomStringConvertible {
    /// `[Function: name]`.
    public var description: String {
        name.isEmpty ? "[Function (anonymous)]" : "[Function: \(name)]"
    }
}
