extension Value: Codable {
    /// Decodes any value, unchanged, from a ``ValueDecoder``. From any other decoder, such as `JSONDecoder`, decodes
    /// `null`, a boolean, a number, a string, an array or an object. Such decoders provide an object's keys in no
    /// order, so the keys are sorted. `Value(json:limits:)` keeps the order of keys, and reads the encoding that
    /// ``json(limits:)`` writes.
    ///
    /// - Throws: `DecodingError` if the decoder has a value of another kind, or a number that `Double` can't hold.
    public init(from decoder: any Decoder) throws {
        self =
            if let decoding = decoder as? ValueDecoding { try decoding.extracted() } else { try Value(plain: decoder) }
    }

    /// Encodes any value, unchanged, with a ``ValueEncoder``. With any other encoder, such as `JSONEncoder`, encodes
    /// the values that JSON can represent: `null`, booleans, finite numbers, strings, arrays and plain objects. A
    /// shared object is encoded at each of its places. ``json(limits:)`` encodes any value without loss.
    ///
    /// - Throws: `EncodingError`, with the path, for any other value: `undefined`, `NaN`, a BigInt, a `Date`, a `Map`,
    ///   a function, a lone surrogate, an object inside itself, nesting deeper than 512, shared objects that would
    ///   amount to more than a million copied values.
    public func encode(to encoder: any Encoder) throws {
        if let encoding = encoder as? ValueEncoding {
            encoding.node.set(self)
        } else {
            try PlainValue(self, PlainGraph(self)).encode(to: encoder)
        }
    }
}

extension Value.Object: Codable {
    /// As ``Value/init(from:)``.
    ///
    /// - Throws: `DecodingError` if the value is not an object.
    public init(from decoder: any Decoder) throws {
        guard let object = try Value(from: decoder).object else {
            throw DecodingError.typeMismatch(
                Self.self, .init(codingPath: decoder.codingPath, debugDescription: "expected an object"))
        }
        self = object
    }

    /// As ``Value/encode(to:)``.
    public func encode(to encoder: any Encoder) throws {
        try Value.object(self).encode(to: encoder)
    }
}

extension JSDate: Codable {
    /// Decodes a JavaScript `Date` from a ``ValueDecoder``; from any other decoder, a string in the form of
    /// ``iso8601``, or `nil` as the invalid date.
    public init(from decoder: any Decoder) throws {
        if let decoding = decoder as? ValueDecoding {
            self = try JSDate.decode(from: decoding)
            return
        }
        let container = try decoder.singleValueContainer()
        guard !container.decodeNil() else {
            self = .invalid
            return
        }
        guard let date = JSDate(iso8601: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no date as toISOString writes it")
        }
        self = date
    }

    /// Encodes a JavaScript `Date` with a ``ValueEncoder``; with any other encoder, the string ``iso8601``, or `nil`
    /// for the invalid date.
    public func encode(to encoder: any Encoder) throws {
        if let encoding = encoder as? ValueEncoding {
            encoding.node.set(.date(self))
            return
        }
        var container = encoder.singleValueContainer()
        if let iso8601 {
            try container.encode(iso8601)
        } else {
            try container.encodeNil()
        }
    }
}
