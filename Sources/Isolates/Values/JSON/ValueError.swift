import Wire

/// The reason why a value could not cross the process boundary.
public struct ValueError: Error, Hashable, Sendable {
    /// The kinds of error.
    public enum Code: Hashable, Sendable {
        /// The text is not an encoded value, or the value to be encoded has a part that can't exist in JavaScript, such
        /// as a reference without an object.
        case malformed
        /// The value is nested deeper than ``ValueLimits/maximumDepth``.
        case tooDeep
        /// The encoded value takes more bytes than ``ValueLimits/maximumEncodedBytes``.
        case tooLarge
    }

    /// The kind of error.
    public let code: Code

    /// A description of the error, for people.
    public let reason: String

    /// The place in the JSON text, such as `$.result[3].value`; `$` is the whole text.
    public let path: String

    /// The limit that was exceeded, in levels or bytes; `nil` for a malformed value.
    public let limit: Int?

    init(code: Code, reason: String, path: String, limit: Int? = nil) {
        self.code = code
        self.reason = reason
        self.path = path
        self.limit = limit
    }

    static func tooDeep(_ limits: ValueLimits, path: String) -> ValueError {
        ValueError(
            code: .tooDeep, reason: "nested deeper than \(limits.maximumDepth)", path: path, limit: limits.maximumDepth)
    }

    static func tooLarge(_ limits: ValueLimits) -> ValueError {
        ValueError(
            code: .tooLarge, reason: "longer than \(limits.maximumEncodedBytes) bytes as JSON",
            path: JSONPath.root, limit: limits.maximumEncodedBytes)
    }

    init(_ error: JSONError, limits: ValueLimits) {
        switch error.kind {
        case .syntax, .mismatch: self.init(code: .malformed, reason: error.what, path: error.path)
        case .tooDeep: self = .tooDeep(limits, path: error.path)
        }
    }
}

extension ValueError: CustomStringConvertible {
    /// One line: the reason and the path.
    public var description: String {
        "\(reason) at \(path)"
    }
}
