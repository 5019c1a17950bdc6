extension Value {
    /// A JavaScript error, of whatever subclass.
    public struct ErrorObject: Sendable, Equatable {
        /// All that is known of the error: names that are indices first, as in JavaScript, then `name`, `message`,
        /// `stack`, its own enumerable properties, and `cause` and `errors` where it has them.
        ///
        /// A script can set any of these to any value, so that a `message` need not be a string.
        public var properties: Object

        /// An error with these properties.
        public init(properties: Object) {
            self.properties = properties
        }

        /// An error as a script would make it.
        ///
        /// - Parameters:
        ///   - name: the name of the class, such as `TypeError`, which decides what class it has on the other side.
        ///   - message: the message.
        ///   - stack: the stack; none by default.
        ///   - cause: what `cause` holds; none by default.
        public init(name: String = "Error", message: String, stack: String? = nil, cause: Value? = nil) {
            properties = ["name": Value(name), "message": Value(message)]
            properties["stack"] = stack.map { Value($0) }
            properties["cause"] = cause
        }

        /// The name, such as `TypeError`, with U+FFFD for lone surrogates; `Error` where it is no string.
        public var name: String { text("name") ?? "Error" }

        /// The message, with U+FFFD for lone surrogates; empty where it is no string.
        public var message: String { text("message") ?? "" }

        /// The stack, with U+FFFD for lone surrogates; `nil` where it is no string.
        public var stack: String? { text("stack") }

        /// What the error gives as its cause (`new Error(message, { cause })`).
        public var cause: Value? { properties["cause"] }

        /// The errors of an `AggregateError`.
        public var errors: [Value]? { properties["errors"]?.array }

        private func text(_ key: String) -> String? {
            guard case .string(let string) = properties[key] else { return nil }
            return string.description
        }
    }
}

extension Value.ErrorObject: CustomStringConvertible {
    /// `name: message`, as JavaScript's `toString` has it.
    public var description: String {
        message.isEmpty ? name : "\(name): \(message)"
    }
}
