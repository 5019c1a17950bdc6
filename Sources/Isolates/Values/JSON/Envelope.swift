import Wire

/// The members of an object with `$type`, as far as they were read.
struct Envelope {
    let tag: ValueTag
    /// Whether the member `$type` itself was met.
    var hasType: Bool
    var payload: Value?
    var identifier: Int?
    var `class`: Value.Object.Class?
    var registered: Bool?
    var async: Bool?

    init(tag: ValueTag, hasType: Bool) {
        self.tag = tag
        self.hasType = hasType
    }

    /// Whether a key may stand in an envelope beside `$type`.
    static func isMember(_ key: JSString) -> Bool {
        switch key {
        case "value", "id", "class", "registered", "async": true
        default: false
        }
    }

    /// The value that the whole stands for.
    func finish(_ reader: JSONReader) throws(JSONError) -> Value {
        guard tag != .undefined else { return .undefined }
        guard var value = payload else { throw reader.fault("$type \(tag.rawValue) without value") }
        switch value {
        case .object(var object):
            object.class = `class`
            value = .object(object)
        case .symbol(let symbol) where registered == true:
            guard let key = symbol.text else { throw reader.fault("a registered symbol without a key") }
            value = .symbol(Value.Symbol(registered: key))
        case .function(let function) where async != nil:
            var declared = Value.Function(
                name: function.name, length: function.length, handle: function.handle, isAsync: async == true)
            declared.lifetime = function.lifetime
            value = .function(declared)
        default: break
        }
        return identifier.map { .identified($0, value) } ?? value
    }
}

/// The types of the envelopes that don't begin with `$type`.
///
/// What the members of an envelope mean depends on its type, which may come after them. Looking ahead in each object
/// that might be an envelope would take time quadratic in the nesting; here each byte is looked at ahead once.
struct EnvelopeTypes {
    private var types: [Int: JSString] = [:]
    /// How far was looked ahead.
    private var end = 0

    /// The type of an object; `nil` for an object that has none.
    ///
    /// - Parameters:
    ///   - start: the offset of its members.
    ///   - reader: at the value of its first member, which is not `$type`.
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
                    continue
                }
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
