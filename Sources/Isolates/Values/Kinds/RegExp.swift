extension Value {
    /// A JavaScript regular expression.
    public struct RegExp: Hashable, Sendable {
        /// The pattern: JavaScript's `source`.
        public let pattern: JSString
        /// The flags, such as `gi`.
        public let flags: String

        /// Makes a regular expression.
        ///
        /// - Parameters:
        ///   - pattern: the text between the slashes. It is checked only by the engine, when it arrives there.
        ///   - flags: any of `dgimsuvy`, each at most once, and not both `u` and `v` (ECMA-262 §22.2.3.3);
        ///     none by default.
        /// - Returns: `nil` for other flags.
        public init?(pattern: JSString, flags: String = "") {
            guard flags.unicodeScalars.allSatisfy("dgimsuvy".unicodeScalars.contains),
                Set(flags.unicodeScalars).count == flags.unicodeScalars.count,
                !(flags.contains("u") && flags.contains("v"))
            else { return nil }
            self.pattern = pattern
            self.flags = flags
        }
    }
}

extension Value.RegExp: CustomStringConvertible {
    /// The literal: `/pattern/flags`.
    public var description: String {
        "/\(pattern)/\(flags)"
    }
}
