/// Writes JSON text (RFC 8259) into a byte array, without spaces and in one pass.
///
/// The writer adds commas and colons itself: the last written byte tells whether the next value or key needs a comma
/// before it. The caller must make the document well formed: one value for each key, and an end for each beginning.
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
    /// The bytes written so far. The caller may put bytes in front of a document, and replace bytes anywhere.
    public var bytes: [UInt8]

    /// Makes a writer that appends to existing bytes.
    ///
    /// - Parameter bytes: the bytes before the document, such as a frame's header; none by default.
    public init(appendingTo bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    /// Begins an object: `{`.
    public mutating func beginObject() {
        separate()
        bytes.append(UInt8(ascii: "{"))
    }

    /// Ends the innermost object: `}`.
    public mutating func endObject() {
        bytes.append(UInt8(ascii: "}"))
    }

    /// Begins an array: `[`.
    public mutating func beginArray() {
        separate()
        bytes.append(UInt8(ascii: "["))
    }

    /// Ends the innermost array: `]`.
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

    /// Writes a value that is already JSON text, such as one that is passed on unread.
    ///
    /// - Parameter json: one complete JSON value; it is not checked.
    public mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        // With some room after it: otherwise the next byte would copy a long value once more.
        makeRoom(for: json.count + 128)
        bytes.append(contentsOf: json)
    }

    /// Makes room as appending does, in growing steps. `reserveCapacity` alone would copy everything each time.
    mutating func makeRoom(for count: Int) {
        let needed = bytes.count + count
        if needed > bytes.capacity { bytes.reserveCapacity(max(needed, 2 * bytes.capacity)) }
    }

    /// Writes bytes as a base64 string (RFC 4648 §4), as values.md specifies for `ArrayBuffer` and typed arrays.
    ///
    /// - Complexity: O(*n*).
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

    /// Writes the comma that a value or key needs after another one.
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
