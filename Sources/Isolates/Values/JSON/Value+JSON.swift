import Wire

extension Value {
    /// Decodes a value from the JSON in which it crosses the process boundary.
    ///
    /// All JSON is such an encoding, except objects with a key `$type`, which stand for everything that JSON
    /// has no notation for: `{"$type":"date","value":"2026-01-02T03:04:05.678Z"}`. Identifiers of shared objects are
    /// replaced by ones that are unique in this process.
    ///
    /// - Parameters:
    ///   - json: the text, in UTF-8; nothing but white space may surround the value.
    ///   - limits: what to refuse; 1,000 deep and 64 MiB by default.
    /// - Throws: ``ValueError``: `malformed` with the place of the fault, `tooDeep`, `tooLarge`. A malformed
    ///   part makes the whole malformed.
    /// - Complexity: O(*n*) in the length of the text.
    public init(json: [UInt8], limits: ValueLimits = ValueLimits()) throws(ValueError) {
        try self.init(json: json, limits: limits, lifetime: nil)
    }

    /// What has to stay alive as long as anyone holds the function or promise of that handle. What is no part of the
    /// handle itself it takes away.
    package typealias LifetimeOfHandle = (_ handle: inout String) -> any AnyObject & Sendable

    /// Decodes a value whose functions and promises keep something alive.
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

    /// Decodes a value from a string of JSON; as from its bytes in UTF-8.
    ///
    /// - Throws: ``ValueError``.
    public init(json: String, limits: ValueLimits = ValueLimits()) throws(ValueError) {
        try self.init(json: Array(json.utf8), limits: limits)
    }

    /// Decodes the value that comes next in a message; paths in errors start at the message's root.
    ///
    /// - Throws: ``ValueError``, after which the reader is of no further use.
    package init(from reader: inout JSONReader, limits: ValueLimits = ValueLimits()) throws(ValueError) {
        try self.init(from: &reader, limits: limits, lifetime: nil)
    }

    /// Decodes the value that comes next in a message; its functions and promises keep something alive.
    ///
    /// - Throws: ``ValueError``, after which the reader is of no further use.
    package init(
        from reader: inout JSONReader, limits: ValueLimits, lifetime: LifetimeOfHandle?
    ) throws(ValueError) {
        let readerDepth = reader.maximumDepth
        defer { reader.maximumDepth = readerDepth }
        // A map takes three brackets for one level: {"value":[[k,v]]}. The value's own limit is counted elsewhere.
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

    /// Encodes the value as the JSON in which it crosses the process boundary, without white space.
    ///
    /// Identifiers of shared objects become 1, 2, 3 … in order of their appearance.
    ///
    /// - Parameter limits: what to refuse; 1,000 deep and 64 MiB by default.
    /// - Throws: ``ValueError``: `tooDeep`, `tooLarge`, and `malformed` for what no JavaScript value is: a BigInt that
    ///   isn't decimal digits, an ``identified(_:_:)`` primitive, a ``reference(_:)`` that comes before the object
    ///   it means, or without it.
    /// - Complexity: O(*n*).
    public func json(limits: ValueLimits = ValueLimits()) throws(ValueError) -> [UInt8] {
        var writer = JSONWriter()
        try encode(into: &writer, limits: limits)
        return writer.bytes
    }

    /// Encodes the value, and collects the functions in it that keep something alive.
    func json(limits: ValueLimits, functions: inout [Function]) throws(ValueError) -> [UInt8] {
        var encoding = ValueWriter(appendingTo: JSONWriter(), limits: limits)
        try encoding.write(self)
        functions += encoding.functions
        return encoding.writer.bytes
    }

    /// Encodes the value as the next one of a message.
    ///
    /// - Throws: ``ValueError``, with a path that starts at this value; the writer is then as it was before.
    package func encode(into writer: inout JSONWriter, limits: ValueLimits = ValueLimits()) throws(ValueError) {
        var lastIdentifier = 0
        try encode(into: &writer, limits: limits, lastIdentifier: &lastIdentifier)
    }

    /// Encodes the value as one of several of a message, in all of which no identifier stands for two objects.
    ///
    /// - Parameter lastIdentifier: the last one that the message has used; 0 before the first value.
    /// - Throws: ``ValueError``, with a path that starts at this value; the writer is then as it was before.
    package func encode(
        into writer: inout JSONWriter, limits: ValueLimits = ValueLimits(), lastIdentifier: inout Int
    ) throws(ValueError) {
        let start = writer.bytes.count
        var encoding = ValueWriter(appendingTo: writer, limits: limits, lastNumber: lastIdentifier)
        // The bytes are the encoding's alone meanwhile, or every write would copy them.
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
