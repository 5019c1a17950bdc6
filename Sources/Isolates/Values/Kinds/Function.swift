extension Value {
    /// A function on the other side of the boundary, which can be called while its handle lives.
    public struct Function: Sendable {
        /// JavaScript's `name`; empty for an anonymous function.
        public let name: JSString
        /// JavaScript's `length`: the number of parameters that it names.
        public let length: Int
        /// What names the function across the boundary.
        public let handle: String
        /// Whether a call gives the script a promise at once; of importance only for functions that the host puts in.
        public let isAsync: Bool

        /// What has to stay alive as long as anyone holds this function; no part of its value.
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
