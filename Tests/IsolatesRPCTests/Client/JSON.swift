import Wire

/// A JSON document, as the test client reads and writes it.
enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(JSString)
    case array([JSON])
    case object([JSString: JSON])

    init(_ text: String) throws {
        try self.init(Array(text.utf8))
    }

    init(_ bytes: [UInt8]) throws {
        var reader = JSONReader(bytes)
        self = try JSON(&reader)
        try reader.end()
    }

    private init(_ reader: inout JSONReader) throws {
        switch try reader.kind {
        case .null:
            try reader.null()
            self = .null
        case .bool: self = .bool(try reader.bool())
        case .number: self = .number(try reader.number())
        case .string: self = .string(try reader.string())
        case .array:
            var elements: [JSON] = []
            try reader.beginArray()
            while try reader.nextElement() { elements.append(try JSON(&reader)) }
            self = .array(elements)
        case .object:
            var members: [JSString: JSON] = [:]
            try reader.beginObject()
            while let key = try reader.nextKey() { members[key] = try JSON(&reader) }
            self = .object(members)
        }
    }

    var bytes: [UInt8] {
        var writer = JSONWriter()
        write(to: &writer)
        return writer.bytes
    }

    private func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let number): writer.number(number)
        case .string(let string): writer.string(string)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .object(let members):
            writer.beginObject()
            for (key, value) in members {
                writer.key(key)
                value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}

extension JSON {
    subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[JSString(key)] } else { nil }
    }

    subscript(index: Int) -> JSON? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    var string: String? {
        if case .string(let string) = self { string.string } else { nil }
    }

    var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    var int: Int? { number.flatMap { Int(exactly: $0) } }

    var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The keys of an object.
    var keys: Set<String> {
        if case .object(let members) = self { Set(members.keys.map(\.description)) } else { [] }
    }

    /// The object with other members beside its own.
    func merging(_ other: JSON) -> JSON {
        guard case .object(let own) = self, case .object(let others) = other else { return self }
        return .object(own.merging(others) { $1 })
    }
}

// Not by `nil`, which would be a document where an optional one is wanted.
extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(Double(value)) }
    init(floatLiteral value: Double) { self = .number(value) }
    init(stringLiteral value: String) { self = .string(JSString(value)) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Dictionary(members.map { (JSString($0), $1) }) { $1 })
    }
}

extension JSON: CustomStringConvertible {
    var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSON {
    /// The encoding of `undefined`.
    static let undefined: JSON = ["$type": "undefined"]

    /// The encoding of a function of the client's.
    static func function(_ handle: String, isAsync: Bool = false) -> JSON {
        let function: JSON = ["$type": "function", "value": ["name": "\(handle)", "handle": "\(handle)"]]
        return isAsync ? function.merging(["async": true]) : function
    }

    /// The handle of an encoded function or promise.
    var handle: String? { self["value"]?["handle"]?.string }
}
