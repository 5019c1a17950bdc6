/// A node of the value that is being encoded.
///
/// It is a class, since types may keep several containers and fill them in turn.
final class EncodingNode {
    private enum Content {
        case nothing
        case value(Value)
        case object([(key: JSString, node: EncodingNode)])
        case array([EncodingNode])
    }

    private var content = Content.nothing

    /// The value encoded so far.
    var value: Value {
        switch content {
        case .nothing: .object(Value.Object())
        case .value(let value): value
        case .object(let members): .object(Value.Object(members.lazy.map { ($0.key, $0.node.value) }))
        case .array(let nodes): .array(nodes.map(\.value))
        }
    }

    var count: Int {
        if case .array(let nodes) = content { nodes.count } else { 0 }
    }

    var isObject: Bool {
        if case .object = content { true } else { false }
    }

    func sortProperties() {
        guard case .object(let members) = content else { return }
        content = .object(members.sorted { $0.key.description < $1.key.description })
    }

    func set(_ value: Value) {
        content = .value(value)
    }

    func makeObject() {
        switch content {
        case .object: break
        case .nothing: content = .object([])
        case .value, .array: preconditionFailure("a keyed container in the place of another value")
        }
    }

    func makeArray() {
        switch content {
        case .array: break
        case .nothing: content = .array([])
        case .value, .object: preconditionFailure("an unkeyed container in the place of another value")
        }
    }

    /// Adds a node for a member. If a key repeats, the last member counts.
    func member(_ key: JSString) -> EncodingNode {
        guard case .object(var members) = content else { preconditionFailure("no object") }
        content = .nothing
        let node = EncodingNode()
        members.append((key, node))
        content = .object(members)
        return node
    }

    /// Adds a node for an element.
    func element() -> EncodingNode {
        guard case .array(var nodes) = content else { preconditionFailure("no array") }
        content = .nothing
        let node = EncodingNode()
        nodes.append(node)
        content = .array(nodes)
        return node
    }
}

/// The encoder of one value, as the types to encode see it.
struct ValueEncoding: Encoder {
    let node: EncodingNode
    let path: CodingPath
    let information: [CodingUserInfoKey: any Sendable]

    init(_ node: EncodingNode, _ path: CodingPath, _ userInfo: [CodingUserInfoKey: any Sendable]) {
        self.node = node
        self.path = path
        information = userInfo
    }

    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { information }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        KeyedEncodingContainer(KeyedEncoding<Key>(self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        UnkeyedEncoding(self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        self
    }

    /// The encoder of a part.
    func inside(_ key: some CodingKey, _ node: EncodingNode) -> ValueEncoding {
        ValueEncoding(node, .step(path, key), information)
    }
}

// One generic method satisfies all requirements; `DirectlyCodable` has the rules for each type.
extension ValueEncoding: SingleValueEncodingContainer {
    func encodeNil() {
        node.set(.null)
    }

    func encode(_ value: some Encodable) throws {
        if let direct = value as? any DirectlyCodable {
            node.set(try direct.encoded(at: path))
        } else {
            try value.encode(to: self)
            if node.isObject, value is any UnorderedProperties { node.sortProperties() }
        }
    }
}

/// A type whose properties have no order. A script sees an order, which must not change from one run of the program to
/// the next.
private protocol UnorderedProperties {}

extension Dictionary: UnorderedProperties {}
