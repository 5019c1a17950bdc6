import Wire

extension ValueWriter {
    /// Writes a value as an object with `$type`.
    ///
    /// - Parameter number: its `id`, if it has one.
    mutating func envelope(_ value: Value, number: Int?, depth: Int) throws(ValueError) {
        do {
            try members(value, number: number, depth: depth)
        } catch {
            throw error.code == .malformed || error.code == .tooDeep ? error.inside(".value") : error
        }
    }

    private mutating func members(_ value: Value, number: Int?, depth: Int) throws(ValueError) {
        switch value {
        case .null, .bool, .number, .string, .identified:
            preconditionFailure("has no envelope")
        case .undefined:
            begin("undefined", number)
        case .bigint(let digits):
            guard Value.isBigInt(digits) else { throw .malformed("not the digits of a BigInt") }
            beginValue("bigint", number)
            writer.string(digits)
        case .symbol(let symbol):
            self.symbol(symbol, number)
        case .date(let date):
            beginValue("date", number)
            optional(date.iso8601)
        case .regexp(let regexp):
            self.regexp(regexp, number)
        case .array(let elements):
            beginValue("array", number)
            try self.elements(elements, depth: depth)
        case .object(let object):
            beginValue("object", number)
            try properties(object, depth: depth)
            if let name = object.class?.rawValue {
                writer.key("class")
                writer.string(name)
            }
        case .map(let entries):
            beginValue("map", number)
            try self.entries(entries, depth: depth)
        case .set(let elements):
            beginValue("set", number)
            try self.elements(elements, depth: depth)
        case .error(let error):
            beginValue("error", number)
            try properties(error.properties, depth: depth)
        case .arraybuffer(let bytes):
            beginValue("arraybuffer", number)
            try data(bytes)
        case .typedarray(let array):
            try typedArray(array, number)
        case .function(let function):
            self.function(function, number)
        case .promise(let promise):
            beginValue("promise", number)
            writer.beginObject()
            writer.key("handle")
            writer.string(promise.handle)
            writer.endObject()
        case .reference(let identifier):
            let target = try self.number(of: identifier)
            beginValue("ref", number)
            writer.integer(target)
        }
        writer.endObject()
    }

    private mutating func begin(_ type: StaticString, _ number: Int?) {
        writer.beginObject()
        writer.key("$type")
        writer.string("\(type)")
        if let number {
            writer.key("id")
            writer.integer(number)
        }
    }

    private mutating func beginValue(_ type: StaticString, _ number: Int?) {
        begin(type, number)
        writer.key("value")
    }

    private mutating func symbol(_ symbol: Value.Symbol, _ number: Int?) {
        beginValue("symbol", number)
        if let text = symbol.text {
            writer.string(text)
        } else {
            writer.null()
        }
        if symbol.isRegistered {
            writer.key("registered")
            writer.bool(true)
        }
    }

    private mutating func regexp(_ regexp: Value.RegExp, _ number: Int?) {
        beginValue("regexp", number)
        writer.beginObject()
        writer.key("pattern")
        writer.string(regexp.pattern)
        writer.key("flags")
        writer.string(regexp.flags)
        writer.endObject()
    }

    private mutating func typedArray(_ array: Value.TypedArray, _ number: Int?) throws(ValueError) {
        beginValue("typedarray", number)
        writer.beginObject()
        writer.key("type")
        writer.string(array.kind.rawValue)
        writer.key("data")
        try data(array.bytes)
        writer.endObject()
    }

    private mutating func function(_ function: Value.Function, _ number: Int?) {
        if function.lifetime != nil { functions.append(function) }
        beginValue("function", number)
        writer.beginObject()
        writer.key("name")
        writer.string(function.name)
        writer.key("length")
        writer.integer(function.length)
        writer.key("handle")
        writer.string(function.handle)
        if function.isAsync {
            writer.key("async")
            writer.bool(true)
        }
        writer.endObject()
    }

    private mutating func optional(_ text: String?) {
        if let text {
            writer.string(text)
        } else {
            writer.null()
        }
    }
}
