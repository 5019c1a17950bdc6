import Wire

/// A value, or a part of one, for encoders that know nothing of JavaScript.
struct PlainValue: Encodable {
    /// `JSONDecoder` reads no deeper.
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

/// The shared objects of a value that is being encoded: which there are, and within which the encoder is.
///
/// A class, since the parts of a value are encoded one within the other.
final class PlainGraph {
    /// Shared objects are copied to each place; a small value could grow without end by that.
    private static let maximumParts = 1_000_000

    private let root: Value
    private lazy var definitions = root.definitions()
    private var open: Set<Int> = []
    private var parts = 0

    init(_ root: Value) {
        self.root = root
    }

    /// The object of an identifier; nil where it is what is being encoded, or is not in the value.
    func object(_ identifier: Int) -> Value? {
        open.contains(identifier) ? nil : definitions[identifier]
    }

    func enter(_ identifier: Int, _ body: () throws -> Void) rethrows {
        let isNew = open.insert(identifier).inserted
        defer { if isNew { open.remove(identifier) } }
        try body()
    }

    /// Counts one more part that lies in a shared object.
    ///
    /// - Returns: whether there may be so many.
    func count() -> Bool {
        if !open.isEmpty { parts += 1 }
        return parts <= Self.maximumParts
    }
}

extension Value {
    /// What a decoder has that knows nothing of JavaScript.
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
