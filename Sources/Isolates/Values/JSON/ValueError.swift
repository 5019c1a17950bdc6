import Wire

/// Why a value could not cross the process boundary.
public struct ValueError: Error, Hashable, Sendable {
    /// The kinds of refusal, for programs.
    public enum Code: Hashable, Sendable {
        /// What was read is not in the encoding of values; or a value, when written, has a part that no
        /// JavaScript value has, such as a reference to nothing.
        case malformed
        /// It is nested deeper than ``ValueLimits/maximumDepth``.
        case tooDeep
        /// It takes more bytes than ``ValueLimits/maximumEncodedBytes``.
        case tooLarge
    }

    /// The kind of refusal.
    public let code: Code

    /// What is wrong, for people.
    public let reason: String

    /// The place in the JSON text, such as `$.result[3].value`; `$` is the whole.
    public let path: String

    /// The limit that was passed, in its own unit; `nil` for a malformed value.
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
