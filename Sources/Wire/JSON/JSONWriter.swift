/// Writes JSON text (RFC 8259) into a byte array, without spaces and in one pass.
///
/// Commas and colons take care of themselves: the byte written last tells whether the next value or key
/// needs one before it. That a document is well formed, each key with one value and each opening closed,
/// is the caller's part.
///
/// ```swift
/// var writer = JSONWriter()
/// writer.beginObject()
/// writer.key("id")
/// writer.integer(7)
/// writer.key("args")
/// writer.beginArray()
/// writer.string("a")
/// writer.null()
/// writer.endArray()
/// writer.endObject()          // {"id":7,"args":["a",null]}
/// ```
///
/// A control byte or white space as the last byte (a frame's zeroed header, the newline between two
/// messages) begins a new document: no comma follows it.
public struct JSONWriter: Sendable {
    /// What was written so far. Bytes can be put in front of a document, and replaced anywhere, at will.
    public var bytes: [UInt8]

    /// A writer that appends to bytes that are already there.
    ///
    /// - Parameter bytes: what precedes the document, such as a frame's header; nothing by default.
    public init(appendingTo bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    /// Opens an object: `{`.
    public mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
    }

    /// Closes the innermost object: `}`.
    public mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
    }

    /// Opens an array: `[`.
    public mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
    }

    /// Closes the innermost array: `]`.
    public mutating func endArray() {
        bytes.append(UInt8(ascii: "]"))
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        literal(value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        literal("null")
    }

    /// Writes a value that is JSON text already, such as one that was received and goes on unread.
    ///
    /// - Parameter json: one whole JSON value; it is not checked.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes bytes as a string in base64 (RFC 4648 §4), as values.md wants `ArrayBuffer` and typed arrays.
    ///
    /// - Complexity: O(*n*), without a copy between.
    public mutating func base64(_ data: [UInt8]) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        Base64.append(encoding: data, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func literal(_ text: StaticString) {
        separate()
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes the comma that a value or key needs where another one precedes it.
    ///
    /// A string always ends in a quotation mark, so an opening bracket or a colon as the last byte is never text.
    @inline(__always)
    mutating func separate() {
        guard let last = bytes.last else { return }
        switch last {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"), 0...0x20: return
        default: bytes.append(UInt8(ascii: ","))
        }
    }
}
