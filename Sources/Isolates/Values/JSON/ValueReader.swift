import Wire

/// Decodes one value in a message.
///
/// The text may be hostile, so open values are kept on the heap: nesting takes no stack, whatever the limit is. Errors
/// come from the JSON reader and have its paths.
struct ValueReader {
    var reader: JSONReader
    private let limits: ValueLimits
    private var open: [PartialValue] = []
    /// How many of the `open` values are collections: the depth of the value.
    private var depth = 0
    private var identities = DecodedIdentities()
    /// The envelopes among the `open` values, kept separately because they are large and few.
    private var envelopes: [Envelope] = []
    private var envelopeTypes = EnvelopeTypes()
    /// Returns the object that a function's or promise's handle keeps alive.
    let lifetime: Value.LifetimeOfHandle?

    init(_ reader: JSONReader, limits: ValueLimits, lifetime: Value.LifetimeOfHandle? = nil) {
        self.reader = reader
        self.limits = limits
        self.lifetime = lifetime
    }

    /// Reads the whole value, and checks that all its references refer to objects.
    mutating func value() throws(JSONError) -> Value {
        var finished = try begin()
        while !open.isEmpty {
            if let value = finished {
                try attach(value)
            }
            finished = try advance()
        }
        try identities.finish(in: reader)
        guard let value = finished else { throw reader.fault("no value") }
        return value
    }

    /// Reads a value. If it consists of others, reads only its beginning, pushes it on `open` and returns nil.
    private mutating func begin() throws(JSONError) -> Value? {
        switch try reader.kind {
        case .null:
            try reader.null()
            return .null
        case .bool: return .bool(try reader.bool())
        case .number: return .number(try reader.number())
        case .string: return .string(try reader.string())
        case .array:
            try beginCollection(.array)
            return nil
        case .object: return try beginObject()
        }
    }

    /// Begins a plain object, or an envelope, which is an object with `$type`.
    private mutating func beginObject() throws(JSONError) -> Value? {
        try reader.beginObject()
        let start = reader.offset
        let first = try reader.nextKey()
        if let first, first == "$type" {
            let tag = try tag(try reader.string())
            return try beginEnvelope(Envelope(tag: tag, start: start))
        }
        // Members have no order in JSON, so an envelope's type may come late.
        if let first, Envelope.isMember(first), let type = try envelopeTypes.type(ofObjectAt: start, reader) {
            return try beginEnvelope(Envelope(tag: try tag(type), start: start, first: first))
        }
        try enter()
        guard let first else {
            depth -= 1
            return .object(Value.Object())
        }
        open.append(PartialValue(plainObjectWith: first))
        return nil
    }

    private func tag(_ name: JSString) throws(JSONError) -> ValueTag {
        guard let tag = ValueTag(name) else { throw reader.fault("unknown $type \"\(name.description.prefix(32))\"") }
        return tag
    }

    /// Begins a value that consists of others.
    private mutating func beginCollection(_ kind: PartialValue.Collection) throws(JSONError) {
        try enter()
        switch kind {
        case .array, .set, .map: try reader.beginArray()
        case .object, .error: try reader.beginObject()
        }
        open.append(PartialValue(kind))
    }

    private mutating func enter() throws(JSONError) {
        guard depth < limits.maximumDepth else { throw reader.fault("too deep", kind: .tooDeep) }
        depth += 1
    }

    /// Adds a complete value to the one around it.
    private mutating func attach(_ value: Value) throws(JSONError) {
        let last = open.count - 1
        switch open[last].kind {
        case .envelope: envelopes[envelopes.count - 1].payload = value
        case .collection(.array), .collection(.set):
            open[last].elements.append(value)
        case .collection(.map):
            open[last].elements.append(value)
            if open[last].elements.count.isMultiple(of: 2), try reader.nextElement() {
                throw reader.fault("an entry of more than a key and a value")
            }
        case .collection(.object), .collection(.error):
            guard let key = open[last].key, open[last].object.add(key, value) else {
                throw reader.fault("a key that repeats")
            }
        }
    }

    /// Reads the next part, or the end, of the innermost open value.
    ///
    /// - Returns: the part or, at its end, the value; `nil` if more of it must be read.
    private mutating func advance() throws(JSONError) -> Value? {
        let last = open.count - 1
        switch open[last].kind {
        case .envelope: return try advance(envelopes.removeLast())
        case .collection(.array), .collection(.set):
            guard try reader.nextElement() else { return close() }
        case .collection(.map):
            if open[last].elements.count.isMultiple(of: 2) {
                guard try reader.nextElement() else { return close() }
                try reader.beginArray()
                guard try reader.nextElement() else { throw reader.fault("an entry without a key") }
            } else {
                guard try reader.nextElement() else { throw reader.fault("an entry without a value") }
            }
        case .collection(.object), .collection(.error):
            if open[last].isAtValue {
                open[last].isAtValue = false
                break
            }
            guard let key = try reader.nextKey() else { return close() }
            guard !open[last].isPlain || key != "$type" else { throw reader.fault("$type beside other keys") }
            open[last].key = key
        }
        return try begin()
    }

    private mutating func close() -> Value {
        depth -= 1
        return open.removeLast().value
    }

    private mutating func beginEnvelope(_ envelope: Envelope) throws(JSONError) -> Value? {
        open.append(.envelope)
        return try advance(envelope)
    }

    /// Reads the members of the innermost open envelope up to its end, or up to a value that consists of others.
    private mutating func advance(_ started: Envelope) throws(JSONError) -> Value? {
        var envelope = started
        while let key = try envelope.nextKey(&reader) {
            if key == "value", envelope.tag != .undefined, !envelope.hasValue {
                envelope.hasValue = true
                if let collection = PartialValue.Collection(envelope.tag) {
                    envelopes.append(envelope)
                    try beginCollection(collection)
                    return nil
                }
                envelope.payload = try scalar(envelope.tag)
            } else if key == "id", envelope.tag.hasIdentity, envelope.identifier == nil {
                let name = try reader.integer()
                envelope.identifier =
                    if envelope.hasValue {
                        try identities.define(name, late: envelope.start, reader)
                    } else {
                        try identities.define(name, reader)
                    }
            } else {
                try envelope.readMember(key, &reader)
            }
        }
        open.removeLast()
        return try envelope.finish(reader)
    }

    mutating func reference() throws(JSONError) -> Value {
        let offset = reader.offset
        return .reference(identities.refer(to: try reader.integer(), at: offset))
    }
}
