import Wire

/// A value, or a part of one, for encoders other than ``ValueEncoder``.
struct PlainValue: Encodable {
    /// The depth up to which `JSONDecoder` reads.
    private static let maximumDepth = 512

    private let value: Value
    private let graph: PlainGraph
    private let depth: Int

    init(_ value: Value, _ graph: PlainGraph, depth: Int = 0) {
        self.value = value
        self.graph = graph
        self.depth = depth
    }

    func encode(to encoder: any Encoder) throws {
        switch value {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let bool): try bool.encode(to: encoder)
        case .number(let number):
            guard number.isFinite else { throw refusal("the number \(value)", encoder) }
            try number.encode(to: encoder)
        case .string(let string):
            guard let text = string.string else { throw refusal("a string with a lone surrogate", encoder) }
            try text.encode(to: encoder)
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(try part(element, encoder)) }
        case .object(let object):
            if let name = object.class?.rawValue { throw refusal("an object of class \(name)", encoder) }
            var container = encoder.container(keyedBy: PlainKey.self)
            for (key, value) in object {
                guard let name = key.string else { throw refusal("a key with a lone surrogate", encoder) }
                try container.encode(try part(value, encoder), forKey: PlainKey(stringValue: name))
            }
        case .identified(let identifier, let object):
            try graph.enter(identifier) { try PlainValue(object, graph, depth: depth).encode(to: encoder) }
        case .reference(let identifier):
            guard let object = graph.object(identifier) else {
                throw refusal("an object that lies within itself, or outside of the value,", encoder)
            }
            try graph.enter(identifier) { try PlainValue(object, graph, depth: depth).encode(to: encoder) }
        default: throw refusal(value.kindName, encoder)
        }
    }

    private func part(_ value: Value, _ encoder: any Encoder) throws -> PlainValue {
        guard depth < Self.maximumDepth else {
            throw refusal("nesting deeper than \(Self.maximumDepth) levels", encoder)
        }
        guard graph.count() else { throw refusal("so many copies of shared objects", encoder) }
        return PlainValue(value, graph, depth: depth + 1)
    }

    private func refusal(_ what: String, _ encoder: any Encoder) -> EncodingError {
        .invalidValue(
            value,
            .init(
                codingPath: encoder.codingPath,
                debugDescription: "JSON can't carry \(what); Value.json() writes any value, in an encoding of its own"))
    }
}

/// The shared objects of a value that is being encoded, and those that the encoder is inside of.
///
/// It is a class, since the encoders of nested parts share it.
final class PlainGraph {
    /// The greatest number of parts in shared objects. They are copied to each place, so a small value could grow
    /// endlessly.
    private static let maximumParts = 1_000_000

    private let root: Value
    private lazy var definitions = root.definitions()
    private var open: Set<Int> = []
    private var parts = 0

    init(_ root: Value) {
        self.root = root
    }

    /// The object of an identifier; nil if the encoder is inside this object, or if it is not in the value.
    func object(_ identifier: Int) -> Value? {
        open.contains(identifier) ? nil : definitions[identifier]
    }

    func enter(_ identifier: Int, _ body: () throws -> Void) rethrows {
        let isNew = open.insert(identifier).inserted
        defer { if isNew { open.remove(identifier) } }
        try body()
    }

    /// Counts a part if it is in a shared object.
    ///
    /// - Returns: whether the limit still allows it.
    func count() -> Bool {
        if !open.isEmpty { parts += 1 }
        return parts <= Self.maximumParts
    }
}

extension Value {
    /// Decodes a value from a decoder other than ``ValueDecoder``.
    init(plain decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if single.decodeNil() {
            self = .null
        } else if let text = try Self.unlessOfOtherType({ try single.decode(String.self) }) {
            self = Value(text)
        } else if let number = try Self.unlessOfOtherType({ try single.decode(Double.self) }) {
            self = .number(number)
        } else if let bool = try Self.unlessOfOtherType({ try single.decode(Bool.self) }) {
            self = .bool(bool)
        } else if var container = try Self.unlessOfOtherType({ try decoder.unkeyedContainer() }) {
            var elements: [Value] = []
            while !container.isAtEnd { elements.append(try container.decode(Value.self)) }
            self = .array(elements)
        } else {
            let container = try decoder.container(keyedBy: PlainKey.self)
            var object = Object()
            for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
                object[key.stringValue] = try container.decode(Value.self, forKey: key)
            }
            self = .object(object)
        }
    }

    private static func unlessOfOtherType<T>(_ decode: () throws -> T) throws -> T? {
        do { return try decode() } catch DecodingError.typeMismatch { return nil }
    }
}
