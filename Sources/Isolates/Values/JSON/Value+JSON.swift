import Wire

extension Value {
    /// Decodes a value from the JSON encoding in which values cross the process boundary.
    ///
    /// Ordinary JSON stands for itself. Objects with a key `$type` stand for values that JSON has no notation for:
    /// `{"$type":"date","value":"2026-01-02T03:04:05.678Z"}`. Identifiers of shared objects are replaced with ones that
    /// are unique in this process.
    ///
    /// - Parameters:
    ///   - json: the text, in UTF-8; only white space may surround the value.
    ///   - limits: the limits on depth and size; 1,000 levels and 64 MiB by default.
    /// - Throws: ``ValueError``: `malformed` with the place of the error, `tooDeep`, `tooLarge`. A malformed part makes
    ///   the whole value malformed.
    /// - Complexity: O(*n*) in the length of the text.
    public init(json: [UInt8], limits: ValueLimits = ValueLimits()) throws(ValueError) {
        try self.init(json: json, limits: limits, lifetime: nil)
    }

    /// Returns the object that must stay alive as long as the function or promise with this handle is referred to.
    package typealias LifetimeOfHandle = (_ handle: String) -> any AnyObject & Sendable

    /// Decodes a value whose functions and promises keep an object alive.
    init(json: [UInt8], limits: ValueLimits, lifetime: LifetimeOfHandle?) throws(ValueError) {
        guard json.count <= limits.maximumEncodedBytes else { throw .tooLarge(limits) }
        var reader = JSONReader(json)
        self = try Value(from: &reader, limits: limits, lifetime: lifetime)
        do {
            try reader.end()
        } catch {
            throw ValueError(error, limits: limits)
        }
    }

    /// Decodes a value from a JSON string.
    ///
    /// - Throws: ``ValueError``.
    public init(json: String, limits: ValueLimits = ValueLimits()) throws(ValueError) {
        try self.init(json: Array(json.utf8), limits: limits)
    }

    /// Decodes the next value in a message; paths in errors start at the message's root.
    ///
    /// - Throws: ``ValueError``, after which the reader can't be used any more.
    package init(from reader: inout JSONReader, limits: ValueLimits = ValueLimits()) throws(ValueError) {
        try self.init(from: &reader, limits: limits, lifetime: nil)
    }

    /// Decodes the next value in a message; its functions and promises keep an object alive.
    ///
    /// - Throws: ``ValueError``, after which the reader can't be used any more.
    package init(
        from reader: inout JSONReader, limits: ValueLimits, lifetime: LifetimeOfHandle?
    ) throws(ValueError) {
        let readerDepth = reader.maximumDepth
        defer { reader.maximumDepth = readerDepth }
        // A map takes three brackets for one level: {"value":[[k,v]]}. ValueReader checks the limit on the value's
        // depth.
        reader.maximumDepth = reader.depth + 3 * limits.maximumDepth + 8
        var decoding = ValueReader(reader, limits: limits, lifetime: lifetime)
        let start = reader.offset
        do {
            self = try decoding.value()
        } catch {
            throw ValueError(error, limits: limits)
        }
        reader = decoding.reader
        guard reader.offset - start <= limits.maximumEncodedBytes else { throw .tooLarge(limits) }
    }

    /// Encodes the value as JSON, in the encoding in which values cross the process boundary, without white space.
    ///
    /// Identifiers of shared objects become 1, 2, 3 … in order of their appearance.
    ///
    /// - Parameter limits: the limits on depth and size; 1,000 levels and 64 MiB by default.
    /// - Throws: ``ValueError``: `tooDeep`, `tooLarge`, and `malformed` if the value can't exist in JavaScript: a
    ///   BigInt that isn't decimal digits, an ``identified(_:_:)`` primitive, or a ``reference(_:)`` without an object
    ///   before it that it refers to.
    /// - Complexity: O(*n*).
    public func json(limits: ValueLimits = ValueLimits()) throws(ValueError) -> [UInt8] {
        var writer = JSONWriter()
        try encode(into: &writer, limits: limits)
        return writer.bytes
    }

    /// Encodes the value, and collects the functions in it that keep an object alive.
    func json(limits: ValueLimits, functions: inout [Function]) throws(ValueError) -> [UInt8] {
        var encoding = ValueWriter(appendingTo: JSONWriter(), limits: limits)
        try encoding.write(self)
        functions += encoding.functions
        return encoding.writer.bytes
    }

    /// Encodes the value as the next one in a message.
    ///
    /// - Throws: ``ValueError``, with a path that starts at this value; the writer is then as it was before.
    package func encode(into writer: inout JSONWriter, limits: ValueLimits = ValueLimits()) throws(ValueError) {
        var lastIdentifier = 0
        try encode(into: &writer, limits: limits, lastIdentifier: &lastIdentifier)
    }

    /// Encodes the value as one of several in a message, within which each identifier stands for only one object.
    ///
    /// - Parameter lastIdentifier: the last identifier that the message has used; 0 before the first value.
    /// - Throws: ``ValueError``, with a path that starts at this value; the writer is then as it was before.
    package func encode(
        into writer: inout JSONWriter, limits: ValueLimits = ValueLimits(), lastIdentifier: inout Int
    ) throws(ValueError) {
        let start = writer.bytes.count
        var encoding = ValueWriter(appendingTo: writer, limits: limits, lastNumber: lastIdentifier)
        // Only `encoding` may refer to the bytes meanwhile; otherwise every write would copy them.
        writer.bytes = []
        defer { writer = encoding.writer }
        do {
            try encoding.write(self)
            lastIdentifier = encoding.lastNumber
        } catch {
            encoding.writer.bytes.removeSubrange(start...)
            throw error
        }
    }
}
