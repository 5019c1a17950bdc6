/// Why JSON text was refused, and where.
public struct JSONError: Error, Hashable, Sendable {
    /// The kinds of fault, for programs.
    public enum Kind: Hashable, Sendable {
        /// The bytes are not JSON (RFC 8259), or not UTF-8 inside a string.
        case syntax
        /// JSON, but another value than the one asked for.
        case mismatch
        /// Arrays and objects nested deeper than the reader's `maximumDepth`.
        case tooDeep
    }

    /// The kind of fault.
    public let kind: Kind

    /// What is wrong, for people: "expected a string, found a number".
    public let what: String

    /// The offset of the fault in the reader's bytes; it may equal their count, where they end too early.
    public let offset: Int

    /// The place of the fault as a JSON path, such as `$.result[3].value`; `$` is the whole document.
    public let path: String

    /// An error of the given kind and place.
    public init(kind: Kind, what: String, offset: Int, path: String) {
        self.kind = kind
        self.what = what
        self.offset = offset
        self.path = path
    }
}

extension JSONError: CustomStringConvertible {
    /// One line: what, the path and the offset.
    public var description: String {
        "\(what) at \(path) (byte \(offset))"
    }
}
