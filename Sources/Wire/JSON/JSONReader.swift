/// Reads JSON text (RFC 8259) value by value, without building a tree.
///
/// The text may be hostile: nothing in it can stop the program or make reading take more than one pass, and nesting
/// takes memory, never stack. Choices that the standard leaves open are strict: strings must be valid UTF-8, numbers
/// must fit a double, and a document is one value. Lone surrogates written as `\udXXX` are accepted, since ``JSString``
/// can hold them.
///
/// ```swift
/// var reader = JSONReader(bytes)
/// try reader.beginObject()
/// while let key = try reader.nextKey() {
///     switch key {
///     case "id": id = try reader.integer()
///     case "result": result = try reader.skip()      // the range of its bytes, to be decoded later
///     default: throw …
///     }
/// }
/// try reader.end()
/// ```
///
/// Asking for another kind of value than the next one throws and does not move the reader. After an error of kind
/// `syntax` the reader can't be used any more.
public struct JSONReader: Sendable {
    /// The kinds of JSON values.
    public enum Kind: Hashable, Sendable {
        /// `{…}`
        case object
        /// `[…]`
        case array
        /// `"…"`
        case string
        /// A number.
        case number
        /// `true` or `false`
        case bool
        /// `null`
        case null
    }

    /// An open array or object, and how far it was read.
    struct Frame: Sendable {
        enum Container: Sendable {
            case document, object, array
        }

        let container: Container
        /// Elements or keys read so far.
        var count = 0
        /// The offset of the current key's opening quotation mark; meaningless while `count` is 0.
        var keyOffset = 0
    }

    let bytes: [UInt8]
    let start: Int
    let limit: Int
    /// The innermost open container. It is not kept in `outer`, so that reading an element does not access an array.
    var frame = Frame(container: .document)
    var outer: [Frame] = []

    /// The offset of the next unread byte, which may be white space.
    public internal(set) var offset: Int

    /// How many arrays and objects may be open at once; opening more throws an error of kind `tooDeep`.
    public var maximumDepth: Int

    /// The number of arrays and objects that are open.
    public var depth: Int { outer.count }

    /// Makes a reader of one document.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - range: the part of `bytes` to read; all of it by default. Offsets count from the start of `bytes`.
    ///   - maximumDepth: how many arrays and objects may be open at once; 1,100 by default.
    public init(_ bytes: [UInt8], range: Range<Int>? = nil, maximumDepth: Int = 1_100) {
        let range = range ?? bytes.indices
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "range outside of the bytes")
        self.bytes = bytes
        self.start = range.lowerBound
        self.limit = range.upperBound
        self.maximumDepth = maximumDepth
        self.offset = range.lowerBound
    }

    /// The kind of the next value, by its first byte.
    ///
    /// - Throws: ``JSONError`` if no value begins here.
    public var kind: Kind {
        get throws(JSONError) {
            var ahead = offset
            while ahead < limit, isWhitespace(bytes[ahead]) { ahead += 1 }
            guard ahead < limit else { throw failure("expected a value, found the end", at: ahead) }
            switch bytes[ahead] {
            case UInt8(ascii: "{"): return .object
            case UInt8(ascii: "["): return .array
            case UInt8(ascii: "\""): return .string
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
            case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
            case UInt8(ascii: "n"): return .null
            default: throw failure("expected a value, found \(name(ofByteAt: ahead))", at: ahead)
            }
        }
    }

    /// Checks that the document ends here: only white space may remain.
    ///
    /// - Throws: ``JSONError`` if other bytes remain, or an array or object is still open.
    public mutating func end() throws(JSONError) {
        skipWhitespace()
        guard depth == 0 else { throw failure("an array or object is still open", kind: .mismatch) }
        guard offset == limit else { throw failure("expected the end, found \(name(ofByteAt: offset))") }
    }

    /// Reads `true` or `false`.
    public mutating func bool() throws(JSONError) -> Bool {
        try expect(.bool, "true or false")
        if bytes[offset] == UInt8(ascii: "t") {
            try literal("true")
            return true
        }
        try literal("false")
        return false
    }

    /// Reads `null`.
    public mutating func null() throws(JSONError) {
        try expect(.null, "null")
        try literal("null")
    }

    private mutating func literal(_ text: StaticString) throws(JSONError) {
        let end = offset + text.utf8CodeUnitCount
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard end <= limit, bytes[offset..<end].elementsEqual(expected) else {
            throw failure("expected \(text)")
        }
        offset = end
    }

    @inline(__always)
    mutating func skipWhitespace() {
        while offset < limit, isWhitespace(bytes[offset]) { offset += 1 }
    }

    /// Moves to the first byte of the next value, which must be of this kind.
    @inline(__always)
    mutating func expect(_ expected: Kind, _ name: StaticString) throws(JSONError) {
        let found = try kind
        guard found == expected else { throw mismatch(expected: name, found: found) }
        skipWhitespace()
    }
}

@inline(__always)
private func isWhitespace(_ byte: UInt8) -> Bool {
    byte <= 0x20 && (byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09)
}
