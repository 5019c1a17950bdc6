extension Value {
    /// A JavaScript error of any subclass.
    public struct ErrorObject: Sendable, Equatable {
        /// All known properties of the error, in order: `name`, `message`, `stack`, its own enumerable properties, and
        /// `cause` and `errors` if it has them.
        ///
        /// A script can set any of these to any value, so a `message`, for example, may not be a string.
        public var properties: Object

        /// Makes an error with these properties.
        public init(properties: Object) {
            self.properties = properties
        }

        /// Makes an error as a script would make it.
        ///
        /// - Parameters:
        ///   - name: the name of the class, such as `TypeError`, which decides the error's class in the context.
        ///   - message: the message.
        ///   - stack: the stack; none by default.
        ///   - cause: the value of `cause`; none by default.
        public init(name: String = "Error", message: String, stack: String? = nil, cause: Value? = nil) {
            properties = ["name": Value(name), "message": Value(message)]
            properties["stack"] = stack.map { Value($0) }
            properties["cause"] = cause
        }

        /// The name, such as `TypeError`, with U+FFFD for lone surrogates; `Error` if it is not a string.
        public var name: String { text("name") ?? "Error" }

        /// The message, with U+FFFD for lone surrogates; empty if it is not a string.
        public var message: String { text("message") ?? "" }

        /// The stack, with U+FFFD for lone surrogates; `nil` if it is not a string.
        public var stack: String? { text("stack") }

        /// The error's cause (`new Error(message, { cause })`); `nil` if it has none.
        public var cause: Value? { properties["cause"] }

        /// The errors of an `AggregateError`; `nil` if the error has none.
        public var errors: [Value]? { properties["errors"]?.array }

        private func text(_ key: String) -> String? {
            guard case .string(let string) = properties[key] else { return nil }
            return string.description
        }
    }
}

extension Value.ErrorObject: CustomStringConvertible {
    /// `name: message`, in the form of JavaScript's `toString`.
    public var description: String {
        message.isEmpty ? name : "\(name): \(message)"
    }
}
