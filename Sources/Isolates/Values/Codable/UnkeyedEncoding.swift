/// Encodes an array, element by element.
struct UnkeyedEncoding: UnkeyedEncodingContainer {
    private let encoding: ValueEncoding

    init(_ encoding: ValueEncoding) {
        self.encoding = encoding
        encoding.node.makeArray()
    }

    var codingPath: [any CodingKey] { encoding.codingPath }
    var count: Int { encoding.node.count }

    func encodeNil() {
        element().encodeNil()
    }

    func encode<T: Encodable>(_ value: T) throws {
        try element().encode(value)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) -> KeyedEncodingContainer<NestedKey> {
        element().container(keyedBy: type)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        element().unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        element()
    }

    private func element() -> ValueEncoding {
        encoding.inside(PlainKey(intValue: count), encoding.node.element())
    }
}
