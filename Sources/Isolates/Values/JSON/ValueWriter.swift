import Wire

/// Encodes one value as part of a message.
struct ValueWriter {
    var writer: JSONWriter
    private let limits: ValueLimits
    /// The bytes that the value may end at.
    private let end: Int
    /// The numbers of the objects that were written so far, by their identifiers.
    private var numbers: [Int: Int] = [:]
    private var lastNumber = 0
    /// The functions written so far that keep something alive.
    var functions: [Value.Function] = []

    init(appendingTo writer: JSONWriter, limits: ValueLimits) {
        self.writer = writer
        self.limits = limits
        end = writer.bytes.count.addingReportingOverflow(limits.maximumEncodedBytes).partialValue
    }

    mutating func value(_ value: Value, depth: Int) throws(ValueError) {
        switch value {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let number): self.number(number)
        case .string(let string): writer.string(string)
        case .array(let elements): try self.elements(elements, depth: depth)
        case .object(let object) where object.class == nil && !object.contains(key: "$type"):
            try properties(object, depth: depth)
        case .identified(let identifier, let object): try identified(identifier, object, depth: depth)
        default: try envelope(value, number: nil, depth: depth)
        }
        try checkSize()
    }

    mutating func elements(_ elements: [Value], depth: Int) throws(ValueError) {
        try checkDepth(depth)
        writer.beginArray()
        for (index, element) in elements.enumerated() {
            do {
                try value(element, depth: depth + 1)
            } catch {
                throw error.inside(JSONPath.component(index: index))
            }
        }
        writer.endArray()
    }

    mutating func properties(_ object: Value.Object, depth: Int) throws(ValueError) {
        try checkDepth(depth)
        writer.beginObject()
        for property in object.properties {
            writer.key(property.key)
            do {
                try value(property.value, depth: depth + 1)
            } catch {
                throw error.inside(JSONPath.component(key: property.key.description))
            }
        }
        writer.endObject()
    }

    mutating func entries(_ entries: [Value.Entry], depth: Int) throws(ValueError) {
        try checkDepth(depth)
        writer.beginArray()
        for (index, entry) in entries.enumerated() {
            writer.beginArray()
            do {
                try value(entry.key, depth: depth + 1)
            } catch {
                throw error.inside(JSONPath.component(index: 0)).inside(JSONPath.component(index: index))
            }
            do {
                try value(entry.value, depth: depth + 1)
            } catch {
                throw error.inside(JSONPath.component(index: 1)).inside(JSONPath.component(index: index))
            }
            writer.endArray()
        }
        writer.endArray()
    }

    mutating func data(_ bytes: [UInt8]) throws(ValueError) {
        // Known beforehand, so that nothing is encoded in vain.
        guard bytes.count / 3 * 4 <= limits.maximumEncodedBytes else { throw .tooLarge(limits) }
        writer.base64(bytes)
    }

    /// The number by which a message calls an object.
    func number(of identifier: Int) throws(ValueError) -> Int {
        guard let number = numbers[identifier] else {
            throw .malformed("a reference before the object that it means, or without it")
        }
        return number
    }

    private mutating func number(_ number: Double) {
        if number.isFinite, !(number == 0 && number.sign == .minus) {
            return writer.number(number)
        }
        let named = Value.namedNumbers.first { $0.number == number && $0.number.sign == number.sign }
        writer.beginObject()
        writer.key("$type")
        writer.string("number")
        writer.key("value")
        writer.string("\((named ?? Value.namedNumbers[0]).name)")
        writer.endObject()
    }

    private mutating func identified(_ identifier: Int, _ object: Value, depth: Int) throws(ValueError) {
        guard object.hasIdentity else { throw .malformed("an identifier of what has no identity") }
        lastNumber += 1
        numbers[identifier] = lastNumber
        try envelope(object, number: lastNumber, depth: depth)
    }

    private func checkDepth(_ depth: Int) throws(ValueError) {
        guard depth < limits.maximumDepth else { throw .tooDeep(limits, path: JSONPath.root) }
    }

    private func checkSize() throws(ValueError) {
        guard writer.bytes.count <= end else { throw .tooLarge(limits) }
    }
}

extension Value {
    /// Whether the value may be reached more than once as one and the same.
    fileprivate var hasIdentity: Bool {
        switch self {
        case .undefined, .null, .bool, .number, .bigint, .string, .identified, .reference: false
        default: true
        }
    }
}
