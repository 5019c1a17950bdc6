/// A type with a JavaScript counterpart, which is used instead of the type's own `Codable` conformance.
protocol DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> Self

    /// The JavaScript value.
    ///
    /// - Throws: `EncodingError` at `path`.
    func encoded(at path: CodingPath) throws -> Value
}

extension Value: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> Value {
        try decoding.extracted()
    }

    func encoded(at path: CodingPath) -> Value {
        self
    }
}

extension Bool: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> Bool {
        let value = try decoding.entered().value
        guard case .bool(let bool) = value else { throw decoding.mismatch(self, "a boolean", found: value) }
        return bool
    }

    func encoded(at path: CodingPath) -> Value {
        .bool(self)
    }
}

extension JSString: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> JSString {
        let value = try decoding.entered().value
        guard case .string(let string) = value else { throw decoding.mismatch(self, "a string", found: value) }
        return string
    }

    func encoded(at path: CodingPath) -> Value {
        .string(self)
    }
}

extension String: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> String {
        guard let text = try JSString.decode(from: decoding).string else {
            throw decoding.place.corrupted("a string with a lone surrogate")
        }
        return text
    }

    func encoded(at path: CodingPath) -> Value {
        Value(self)
    }
}
