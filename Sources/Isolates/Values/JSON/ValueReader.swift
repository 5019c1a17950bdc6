import Wire

/// Decodes one value of a message.
///
/// The errors are the JSON reader's own, so that they have its paths.
struct ValueReader {
    var reader: JSONReader
    private let limits: ValueLimits
    private var identities = DecodedIdentities()
    private var envelopes = EnvelopeTypes()
    /// What a function's or promise's handle keeps alive.
    let lifetime: Value.LifetimeOfHandle?

    init(_ reader: JSONReader, limits: ValueLimits, lifetime: Value.LifetimeOfHandle? = nil) {
        self.reader = reader
        self.limits = limits
        self.lifetime = lifetime
    }

    /// The value, and with it the check that all its references were to something.
    mutating func root() throws(JSONError) -> Value {
        let value = try value(depth: 0)
        try identities.finish(in: reader)
        return value
    }

    mutating func value(depth: Int) throws(JSONError) -> Value {
        switch try reader.kind {
        case .null:
            try reader.null()
            return .null
        case .bool: return .bool(try reader.bool())
        case .number: return .number(try reader.number())
        case .string: return .string(try reader.string())
        case .array: return .array(try elements(depth: depth))
        case .object: return try object(depth: depth)
        }
    }

    mutating func elements(depth: Int) throws(JSONError) -> [Value] {
        try checkDepth(depth)
        try reader.beginArray()
        var elements: [Value] = []
        while try reader.nextElement() {
            elements.append(try value(depth: depth + 1))
        }
        return elements
    }

    /// The members of an object whose keys are data, whatever their names.
    mutating func properties(depth: Int) throws(JSONError) -> Value.Object {
        try checkDepth(depth)
        try reader.beginObject()
        var object = Value.Object()
        while let key = try reader.nextKey() {
            try add(key, to: &object, depth: depth)
        }
        return object
    }

    func checkDepth(_ depth: Int) throws(JSONError) {
        guard depth < limits.maximumDepth else { throw reader.fault("too deep", kind: .tooDeep) }
    }

    /// A plain object, or an envelope: one whose `$type` says what it stands for.
    private mutating func object(depth: Int) throws(JSONError) -> Value {
        try reader.beginObject()
        let start = reader.offset
        guard let first = try reader.nextKey() else {
            try checkDepth(depth)
            return .object(Value.Object())
        }
        if first == "$type" {
            return try envelope(try tag(try reader.string()), start: start, depth: depth)
        }
        // Members have no order in JSON: an envelope may show its type late.
        if Envelope.isMember(first), let type = try envelopes.type(ofObjectAt: start, reader) {
            return try envelope(try tag(type), start: start, first: first, depth: depth)
        }
        try checkDepth(depth)
        var object = Value.Object()
        try add(first, to: &object, depth: depth)
        while let key = try reader.nextKey() {
            guard key != "$type" else { throw reader.fault("$type beside \(first)") }
            try add(key, to: &object, depth: depth)
        }
        return .object(object)
    }

    private mutating func add(_ key: JSString, to object: inout Value.Object, depth: Int) throws(JSONError) {
        guard object.add(key, try value(depth: depth + 1)) else { throw reader.fault("a key that repeats") }
    }

    private func tag(_ name: JSString) throws(JSONError) -> ValueTag {
        guard let tag = ValueTag(name) else { throw reader.fault("unknown $type \"\(name.description.prefix(32))\"") }
        return tag
    }

    /// The rest of an envelope.
    ///
    /// - Parameters:
    ///   - tag: its type, known beforehand.
    ///   - start: the offset of its members.
    ///   - first: the key that was read already, where that was not `$type`.
    private mutating func envelope(
        _ tag: ValueTag, start: Int, first: JSString? = nil, depth: Int
    ) throws(JSONError) -> Value {
        var envelope = Envelope(tag: tag, hasType: first == nil)
        var next = if let first { first } else { try reader.nextKey() }
        while let key = next {
            switch key {
            case "value" where tag != .undefined && envelope.payload == nil:
                envelope.payload = try payload(tag, depth: depth)
            case "id" where tag.hasIdentity && envelope.identifier == nil:
                let name = try reader.integer()
                envelope.identifier = if envelope.payload == nil {
                    try identities.define(name, reader)
                } else {
                    try identities.define(name, late: start, reader)
                }
            case "$type" where !envelope.hasType:
                _ = try reader.string()
                envelope.hasType = true
            case "class" where tag == .object && envelope.class == nil:
                envelope.class = try objectClass()
            case "registered" where tag == .symbol && envelope.registered == nil:
                envelope.registered = try reader.bool()
            case "async" where tag == .function && envelope.async == nil:
                envelope.async = try reader.bool()
            default:
                throw reader.fault("unexpected member of $type \(tag.rawValue)")
            }
            next = try reader.nextKey()
        }
        return try envelope.finish(reader)
    }

    private mutating func objectClass() throws(JSONError) -> Value.Object.Class {
        guard let name = try reader.string().string, let known = Value.Object.Class(rawValue: name) else {
            throw reader.fault("unknown class")
        }
        return known
    }

    mutating func reference() throws(JSONError) -> Value {
        let offset = reader.offset
        return .reference(identities.refer(to: try reader.integer(), at: offset))
    }
}
