import Wire

extension ValueWriter {
    /// Writes the member `value` of an envelope that holds no other values, and the members after it.
    mutating func scalar(_ value: Value) throws(ValueError) {
        guard !value.isUndefined else { return }
        writer.key("value")
        switch value {
        case .number(let number):
            let named = Value.namedNumbers.first { Value.number($0.number) == value }
            writer.string(named.map { "\($0.name)" } ?? number.description)
        case .bigint(let digits):
            guard Value.isBigInt(digits) else { throw malformed("not the digits of a BigInt", in: ".value") }
            writer.string(digits)
        case .symbol(let symbol): self.symbol(symbol)
        case .date(let date): optional(date.iso8601.map { JSString($0) })
        case .regexp(let regexp): self.regexp(regexp)
        case .arraybuffer(let bytes): try data(bytes)
        case .typedarray(let array): try typedArray(array)
        case .function(let function): self.function(function)
        case .promise(let promise):
            writer.beginObject()
            writer.key("handle")
            writer.string(promise.handle)
            writer.endObject()
        case .reference(let identifier): writer.integer(try number(of: identifier))
        case .undefined, .null, .bool, .string, .array, .object, .map, .set, .error, .identified:
            preconditionFailure("no scalar of an envelope")
        }
    }

    private mutating func symbol(_ symbol: Value.Symbol) {
        optional(symbol.text)
        if symbol.isRegistered {
            writer.key("registered")
            writer.bool(true)
        }
    }

    private mutating func regexp(_ regexp: Value.RegExp) {
        writer.beginObject()
        writer.key("pattern")
        writer.string(regexp.pattern)
        writer.key("flags")
        writer.string(regexp.flags)
        writer.endObject()
    }

    private mutating func typedArray(_ array: Value.TypedArray) throws(ValueError) {
        writer.beginObject()
        writer.key("type")
        writer.string(array.kind.rawValue)
        writer.key("data")
        try data(array.bytes)
        writer.endObject()
    }

    private mutating func function(_ function: Value.Function) {
        if function.lifetime != nil { functions.append(function) }
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

    private mutating func optional(_ text: JSString?) {
        if let text {
            writer.string(text)
        } else {
            writer.null()
        }
    }
}
