/// The decoder of one value, as the types to decode see it.
struct ValueDecoding: Decoder {
    private let original: Value
    let place: DecodingPlace

    init(_ value: Value, _ place: DecodingPlace) {
        original = value
        self.place = place
    }

    var codingPath: [any CodingKey] { place.path.keys }
    var userInfo: [CodingUserInfoKey: Any] { place.graph.userInfo }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(try KeyedDecoding<Key>(self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try UnkeyedDecoding(self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer {
        self
    }

    /// The value without marks and references, and its place with the entered objects noted.
    func entered() throws -> (value: Value, place: DecodingPlace) {
        var place = place
        let value = try place.enter(original)
        return (value, place)
    }

    /// The value with all objects that it refers to.
    func extracted() throws -> Value {
        try place.extract(original)
    }

    func mismatch(_ type: Any.Type, _ expected: String, found: Value) -> DecodingError {
        .typeMismatch(
            type,
            .init(
                codingPath: codingPath, debugDescription: "expected \(expected), found \(found.kindName)"))
    }
}

// One generic method satisfies all requirements; `DirectlyCodable` has the rules for each type.
extension ValueDecoding: SingleValueDecodingContainer {
    func decodeNil() -> Bool {
        original.isNull || original.isUndefined
    }

    func decode<T: Decodable>(_ type: T.Type) throws -> T {
        guard let direct = type as? any DirectlyCodable.Type else { return try T(from: self) }
        let decoded = try direct.decode(from: self)
        guard let decoded = decoded as? T else { throw place.corrupted("no \(type)") }
        return decoded
    }
}

extension Value {
    /// The kind of value, for error messages.
    var kindName: String {
        switch self {
        case .undefined: "undefined"
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .bigint: "a BigInt"
        case .string: "a string"
        case .symbol: "a symbol"
        case .date: "a Date"
        case .regexp: "a RegExp"
        case .array: "an array"
        case .object: "an object"
        case .map: "a Map"
        case .set: "a Set"
        case .error: "an error"
        case .arraybuffer: "an ArrayBuffer"
        case .typedarray(let array): "a \(array.kind.rawValue)"
        case .function: "a function"
        case .promise: "a promise"
        case .identified(_, let object): object.kindName
        case .reference: "a reference"
        }
    }
}
