/// The reason why JSON text was refused, and the place.
public struct JSONError: Error, Hashable, Sendable {
    /// The kinds of error.
    public enum Kind: Hashable, Sendable {
        /// The bytes are not JSON (RFC 8259), or not UTF-8 inside a string.
        case syntax
        /// The text is JSON, but has another value than the requested one.
        case mismatch
        /// Arrays and objects nested deeper than the reader's `maximumDepth`.
        case tooDeep
    }

    /// The kind of error.
    public let kind: Kind

    /// A description of the error, for people: "expected a string, found a number".
    public let what: String

    /// The offset of the error in the reader's bytes; equal to their count if they end too early.
    public let offset: Int

    /// The place of the error as a JSON path, such as `$.result[3].value`; `$` is the whole document.
    public let path: String

    /// Makes an error.
    public init(kind: Kind, what: String, offset: Int, path: String) {
        self.kind = kind
        self.what = what
        self.offset = offset
        self.path = path
    }
}

extension JSONError: CustomStringConvertible {
    /// One line: the description, the path and the offset.
    public var description: String {
        "\(what) at \(path) (byte \(offset))"
    }
}
