/// The properties of an object, an error or a map, by key.
struct KeyedDecoding<Key: CodingKey>: KeyedDecodingContainerProtocol {
    private let object: Value.Object
    private let place: DecodingPlace

    init(_ decoding: ValueDecoding) throws {
        let (value, place) = try decoding.entered()
        self.place = place
        switch value {
        case .object(let object): self.object = object
        case .error(let error): object = error.properties
        case .map(let entries): object = try Self.object(of: entries, place)
        default: throw decoding.mismatch([String: Any].self, "an object", found: value)
        }
    }

    var codingPath: [any CodingKey] { place.path.keys }

    var allKeys: [Key] {
        object.compactMap { $0.key.string.flatMap(Key.init(stringValue:)) }
    }

    func contains(_ key: Key) -> Bool {
        object.contains(key: JSString(key.stringValue))
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        try decoding(key).decodeNil()
    }

    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
        try decoding(key).decode(type)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try decoding(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoding(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        try decoding(PlainKey.super)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        try decoding(key)
    }

    private func decoding(_ key: some CodingKey) throws -> ValueDecoding {
        guard let value = object[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key,
                .init(
                    codingPath: codingPath, debugDescription: "no property \"\(key.stringValue)\""))
        }
        return ValueDecoding(value, place.inside(key))
    }

    private static func object(of entries: [Value.Entry], _ place: DecodingPlace) throws -> Value.Object {
        var object = Value.Object()
        for entry in entries {
            let key: JSString
            switch entry.key {
            case .string(let string): key = string
            case .number(let number):
                guard let integer = Int(exactly: number) else { throw place.corrupted("\(number) as a key") }
                key = JSString(String(integer))
            default: throw place.corrupted("a Map's key that is neither a string nor an integer")
            }
            guard object.add(key, entry.value) else { throw place.corrupted("both \(key) and \"\(key)\" as keys") }
        }
        return object
    }
}
