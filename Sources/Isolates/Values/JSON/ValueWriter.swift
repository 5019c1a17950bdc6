import Wire

/// Encodes one value as part of a message.
///
/// Open values are kept on the heap, so that nesting takes no stack, and so that the path of an error is known.
struct ValueWriter {
    /// A value whose beginning was written.
    private struct Open {
        enum Parts {
            case elements([Value])
            case properties(Value.Object)
            case entries([Value.Entry])
        }

        let parts: Parts
        /// Whether the parts are the value of an envelope. If so, its end and its class name follow them.
        let isInEnvelope: Bool
        let className: String?
        /// How many parts were begun; an entry of a map counts as two.
        var count = 0
    }

    var writer: JSONWriter
    private let limits: ValueLimits
    /// The greatest offset at which the value may end.
    private let end: Int
    private var open: [Open] = []
    /// The numbers of the objects written so far, by their identifiers.
    private var numbers: [Int: Int] = [:]
    private(set) var lastNumber: Int
    /// The functions written so far that keep an object alive.
    var functions: [Value.Function] = []

    /// - Parameter lastNumber: the last number of an object that is already in `writer`; 0 by default.
    init(appendingTo writer: JSONWriter, limits: ValueLimits, lastNumber: Int = 0) {
        self.writer = writer
        self.lastNumber = lastNumber
        self.limits = limits
        end = writer.bytes.count.addingReportingOverflow(limits.maximumEncodedBytes).partialValue
    }

    /// Writes the whole value.
    mutating func write(_ value: Value) throws(ValueError) {
        try begin(value)
        while !open.isEmpty {
            if let part = nextPart() {
                try begin(part)
            } else {
                close()
            }
            guard writer.bytes.count <= end else { throw .tooLarge(limits) }
        }
        guard writer.bytes.count <= end else { throw .tooLarge(limits) }
    }

    /// Writes a value or, if it consists of others, its beginning.
    private mutating func begin(_ value: Value) throws(ValueError) {
        switch value {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let number) where number.isFinite && !(number == 0 && number.sign == .minus): writer.number(number)
        case .string(let string): writer.string(string)
        case .array(let elements): try begin(.elements(elements))
        case .object(let object) where object.class == nil && !object.contains(key: "$type"):
            try begin(.properties(object))
        case .identified(let identifier, let object):
            guard object.hasIdentity else { throw malformed("an identifier of what has no identity") }
            lastNumber += 1
            numbers[identifier] = lastNumber
            try beginEnvelope(object, number: lastNumber)
        default: try beginEnvelope(value, number: nil)
        }
    }

    /// Writes a value as an object with `$type`.
    ///
    /// - Parameter number: the value's `id`; nil if it has none.
    private mutating func beginEnvelope(_ value: Value, number: Int?) throws(ValueError) {
        writer.beginObject()
        writer.key("$type")
        writer.string(ValueTag(value).rawValue)
        if let number {
            writer.key("id")
            writer.integer(number)
        }
        switch value {
        case .array(let elements), .set(let elements):
            writer.key("value")
            try begin(.elements(elements), isInEnvelope: true)
        case .object(let object):
            writer.key("value")
            try begin(.properties(object), isInEnvelope: true, className: object.class?.rawValue)
        case .error(let error):
            writer.key("value")
            try begin(.properties(error.properties), isInEnvelope: true)
        case .map(let entries):
            writer.key("value")
            try begin(.entries(entries), isInEnvelope: true)
        default:
            try scalar(value)
            writer.endObject()
        }
    }

    private mutating func begin(
        _ parts: Open.Parts, isInEnvelope: Bool = false, className: String? = nil
    ) throws(ValueError) {
        guard open.count < limits.maximumDepth else {
            throw .tooDeep(limits, path: path + (isInEnvelope ? ".value" : ""))
        }
        if case .properties = parts {
            writer.beginObject()
        } else {
            writer.beginArray()
        }
        open.append(Open(parts: parts, isInEnvelope: isInEnvelope, className: className))
    }

    /// The next part of the innermost open value, after writing the key or bracket before it; `nil` if there is none.
    private mutating func nextPart() -> Value? {
        let last = open.count - 1
        let position = open[last].count
        open[last].count += 1
        switch open[last].parts {
        case .elements(let elements):
            guard position < elements.count else { return nil }
            return elements[position]
        case .properties(let object):
            guard position < object.count else { return nil }
            writer.key(object[position].key)
            return object[position].value
        case .entries(let entries):
            if position > 0, position.isMultiple(of: 2) { writer.endArray() }
            guard position < 2 * entries.count else { return nil }
            guard position.isMultiple(of: 2) else { return entries[position / 2].value }
            writer.beginArray()
            return entries[position / 2].key
        }
    }

    private mutating func close() {
        let closed = open.removeLast()
        if case .properties = closed.parts {
            writer.endObject()
        } else {
            writer.endArray()
        }
        guard closed.isInEnvelope else { return }
        if let name = closed.className {
            writer.key("class")
            writer.string(name)
        }
        writer.endObject()
    }

    /// The number of an object in the message.
    func number(of identifier: Int) throws(ValueError) -> Int {
        guard let number = numbers[identifier] else {
            throw malformed("a reference before the object that it means, or without it", in: ".value")
        }
        return number
    }

    mutating func data(_ bytes: [UInt8]) throws(ValueError) {
        // The encoded size is known beforehand, so that no bytes are encoded in vain.
        guard bytes.count / 3 * 4 <= limits.maximumEncodedBytes else { throw .tooLarge(limits) }
        writer.base64(bytes)
    }

    /// A `malformed` error at the value that was begun last.
    ///
    /// - Parameter member: the path from that value to the error.
    func malformed(_ reason: String, in member: String = "") -> ValueError {
        ValueError(code: .malformed, reason: reason, path: path + member)
    }

    /// The place of the value that was begun last.
    private var path: String {
        open.reduce(into: JSONPath.root) { path, value in
            path += value.isInEnvelope ? ".value" : ""
            let position = value.count - 1
            switch value.parts {
            case .elements: path += JSONPath.component(index: position)
            case .properties(let object): path += JSONPath.component(key: object[position].key.description)
            case .entries:
                path += JSONPath.component(index: position / 2) + JSONPath.component(index: position % 2)
            }
        }
    }
}

extension Value {
    /// Whether the value has an identity, so that it can be referred to.
    fileprivate var hasIdentity: Bool {
        switch self {
        case .null, .bool, .string, .identified, .reference: false
        default: ValueTag(self).hasIdentity
        }
    }
}
