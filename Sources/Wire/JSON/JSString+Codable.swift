extension JSString: Codable {
    /// Decodes the string from a single string.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Encodes the string as a single string.
    ///
    /// - Throws: `EncodingError.invalidValue` for a lone surrogate. (`ValueEncoder` accepts those, too.)
    public func encode(to encoder: any Encoder) throws {
        guard let string else {
            throw EncodingError.invalidValue(
                self,
                .init(
                    codingPath: encoder.codingPath, debugDescription: "a lone surrogate is no text"))
        }
        var container = encoder.singleValueContainer()
        try container.encode(string)
    }
}
