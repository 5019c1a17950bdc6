import Wire

/// Finds the types of envelopes that don't begin with `$type`.
///
/// The meaning of an envelope's members depends on its type, which may come after them. Looking ahead in each object
/// that might be an envelope would take time quadratic in the nesting; this type looks at each byte only once.
struct EnvelopeTypes {
    private var types: [Int: JSString] = [:]
    /// The offset up to which the text was scanned.
    private var end = 0

    /// The type of an object; `nil` if the object is not an envelope.
    ///
    /// - Parameters:
    ///   - start: the offset of the object's members.
    ///   - reader: positioned at the value of the object's first member, which is not `$type`.
    mutating func type(ofObjectAt start: Int, _ reader: JSONReader) throws(JSONError) -> JSString? {
        if start >= end {
            try lookAhead(start, reader)
        }
        return types[start]
    }

    private mutating func lookAhead(_ start: Int, _ reader: JSONReader) throws(JSONError) {
        types = [:]
        var reader = reader
        // The starts of the open objects; `nil` for an array.
        var open: [Int?] = [start]
        var isFirstKey = false
        try Self.enter(&reader, &open, &isFirstKey)
        while let innermost = open.last {
            if let object = innermost {
                guard let key = try reader.nextKey() else {
                    open.removeLast()
                    continue
                }
                if key == "$type", !isFirstKey, try reader.kind == .string {
                    types[object] = try reader.string()
                    if object == start { break }
                    continue
                }
                if object == start, !Envelope.isMember(key) { break }
                isFirstKey = false
            } else if try !reader.nextElement() {
                open.removeLast()
                continue
            }
            try Self.enter(&reader, &open, &isFirstKey)
        }
        end = reader.offset
    }

    private static func enter(
        _ reader: inout JSONReader, _ open: inout [Int?], _ isFirstKey: inout Bool
    ) throws(JSONError) {
        switch try reader.kind {
        case .object:
            try reader.beginObject()
            open.append(reader.offset)
            isFirstKey = true
        case .array:
            try reader.beginArray()
            open.append(nil)
        default:
            _ = try reader.skip()
        }
    }
}
