/// Encodes an object, member by member.
struct KeyedEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
    private let encoding: ValueEncoding

    init(_ encoding: ValueEncoding) {
        self.encoding = encoding
        encoding.node.makeObject()
    }

    var codingPath: [any CodingKey] { encoding.codingPath }

    func encodeNil(forKey key: Key) {
        member(key).encodeNil()
    }

    func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
        try member(key).encode(value)
    }

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedEncodingContainer<NestedKey> {
        member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        member(key).unkeyedContainer()
    }

    func superEncoder() -> any Encoder {
        member(PlainKey.super)
    }

    func superEncoder(forKey key: Key) -> any Encoder {
        member(key)
    }

    private func member(_ key: some CodingKey) -> ValueEncoding {
        encoding.inside(key, encoding.node.member(JSString(key.stringValue)))
    }
}
