/// Why the service does not start.
package struct ServiceFailure: Error, CustomStringConvertible {
    package enum Kind: Sendable {
        /// The options ask for something that it must not do.
        case usage
        /// A file can't be used.
        case file
        /// The machine lacks something.
        case unavailable
    }

    package let kind: Kind
    package let description: String

    init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
}
