import Wire

/// A JSON document, for tests.
package enum JSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(JSString)
    case array([JSON])
    case object([JSString: JSON])

    package init(_ text: String) throws {
        try self.init(Array(text.utf8))
    }

    package init(_ bytes: [UInt8]) throws {
        // An encoded map has three levels of JSON for each level of its own.
        var reader = JSONReader(bytes, maximumDepth: 1 << 14)
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

    package var bytes: [UInt8] {
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
    package subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[JSString(key)] } else { nil }
    }

    package subscript(index: Int) -> JSON? {
        if case .array(let elements) = self, elements.indices.contains(index) { elements[index] } else { nil }
    }

    package var string: String? {
        if case .string(let string) = self { string.string } else { nil }
    }

    package var number: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    package var int: Int? { number.flatMap { Int(exactly: $0) } }

    package var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The keys of an object.
    package var keys: Set<String> {
        if case .object(let members) = self { Set(members.keys.map(\.description)) } else { [] }
    }

    /// The object with another one's members added; those replace its own of the same name.
    package func merging(_ other: JSON) -> JSON {
        guard case .object(let own) = self, case .object(let others) = other else { return self }
        return .object(own.merging(others) { $1 })
    }
}

// Not by `nil`: that would mean a JSON null in places where an optional document is meant.
extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int) { self = .number(Double(value)) }
    package init(floatLiteral value: Double) { self = .number(value) }
    package init(stringLiteral value: String) { self = .string(JSString(value)) }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(dictionaryLiteral members: (String, JSON)...) {
        self = .object(Dictionary(members.map { (JSString($0), $1) }) { $1 })
    }
}

extension JSON: CustomStringConvertible {
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSON {
    /// The encoding of `undefined`.
    package static let undefined: JSON = ["$type": "undefined"]

    /// The encoding of a function of the client's.
    package static func function(_ handle: String, isAsync: Bool = false) -> JSON {
        let function: JSON = ["$type": "function", "value": ["name": "\(handle)", "handle": "\(handle)"]]
        return isAsync ? function.merging(["async": true]) : function
    }

    /// The handle of an encoded function or promise.
    package var handle: String? { self["value"]?["handle"]?.string }
}
