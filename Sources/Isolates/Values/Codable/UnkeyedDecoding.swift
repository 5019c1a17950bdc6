/// The elements of an array, a set or a typed array, or the keys and values of a map, in order.
struct UnkeyedDecoding: UnkeyedDecodingContainer {
    private let elements: [Value]
    private let place: DecodingPlace
    private(set) var currentIndex = 0

    init(_ decoding: ValueDecoding) throws {
        let (value, place) = try decoding.entered()
        self.place = place
        switch value {
        case .array(let elements), .set(let elements): self.elements = elements
        case .typedarray(let array): elements = array.elements
        // Swift encodes a dictionary whose keys are neither strings nor integers in this form.
        case .map(let entries): elements = entries.flatMap { [$0.key, $0.value] }
        default: throw decoding.mismatch([Any].self, "an array", found: value)
        }
    }

    var codingPath: [any CodingKey] { place.path.keys }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex == elements.count }

    mutating func decodeNil() throws -> Bool {
        guard try decoding(of: Any?.self).decodeNil() else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
        let decoded = try decoding(of: type).decode(type)
        currentIndex += 1
        return decoded
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        let container = try decoding(of: [String: Any].self).container(keyedBy: type)
        currentIndex += 1
        return container
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        let container = try decoding(of: [Any].self).unkeyedContainer()
        currentIndex += 1
        return container
    }

    mutating func superDecoder() throws -> any Decoder {
        let decoder = try decoding(of: (any Decoder).self)
        currentIndex += 1
        return decoder
    }

    private func decoding(of type: Any.Type) throws -> ValueDecoding {
        let inside = place.inside(PlainKey(intValue: currentIndex))
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                type,
                .init(
                    codingPath: inside.path.keys, debugDescription: "only \(elements.count) elements"))
        }
        return ValueDecoding(elements[currentIndex], inside)
    }
}
