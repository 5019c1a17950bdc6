extension Value: Codable {
    /// Takes the value as it is from a ``ValueDecoder``; from any other decoder, reads it from a string that holds
    /// the JSON of ``json(limits:)``.
    public init(from decoder: any Decoder) throws {
        if let decoding = decoder as? ValueDecoding {
            self = try decoding.extracted()
            return
        }
        let container = try decoder.singleValueContainer()
        do {
            try self.init(json: try container.decode(String.self))
        } catch let error as ValueError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(error)")
        }
    }

    /// Gives the value as it is to a ``ValueEncoder``; to any other encoder, as a string that holds
    /// the JSON of ``json(limits:)``, so that nothing is lost.
    public func encode(to encoder: any Encoder) throws {
        if let encoding = encoder as? ValueEncoding {
            encoding.node.set(self)
            return
        }
        var container = encoder.singleValueContainer()
        try container.encode(String(decoding: try json(), as: UTF8.self))
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
