extension Value: Codable {
    /// Takes the value as it is from a ``ValueDecoder``. From any other decoder, such as `JSONDecoder`, it becomes what
    /// JSON holds: `null`, a boolean, a number, a string, an array or an object, whose keys, which other decoders give
    /// in no order, are sorted. `Value(json:limits:)` keeps the order of keys, and reads what ``json(limits:)`` wrote.
    ///
    /// - Throws: `DecodingError` where the decoder has something else, or a number that no `Double` holds.
    public init(from decoder: any Decoder) throws {
        self =
            if let decoding = decoder as? ValueDecoding { try decoding.extracted() } else { try Value(plain: decoder) }
    }

    /// Gives the value as it is to a ``ValueEncoder``. To any other encoder, such as `JSONEncoder`, what JSON can
    /// carry: `null`, booleans, finite numbers, strings, arrays and plain objects. An object that is reached more than
    /// once is encoded at each place. ``json(limits:)`` writes any value, in an encoding that loses nothing.
    ///
    /// - Throws: `EncodingError`, with the path, for everything else: `undefined`, `NaN`, a BigInt, a `Date`, a `Map`,
    ///   a function, a lone surrogate, an object that lies within itself, nesting deeper than 512.
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
    /// - Throws: `DecodingError` where there is no object.
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
    /// Decodes the date as a ``ValueDecoder`` has it; from any other decoder, from the string ``iso8601``, or `nil`.
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

    /// Encodes the date as a ``ValueEncoder`` has it; to any other encoder, as the string ``iso8601``, or `nil`.
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
