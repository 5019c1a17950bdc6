import Wire

extension ValueReader {
    /// Reads the member `value` of an envelope that holds no other values.
    mutating func scalar(_ tag: ValueTag) throws(JSONError) -> Value {
        switch tag {
        case .number: .number(try namedNumber())
        case .bigint: .bigint(try bigint())
        case .symbol: .symbol(Value.Symbol(try optionalString()))
        case .date: .date(try date())
        case .regexp: .regexp(try regexp())
        case .arraybuffer: .arraybuffer(try reader.base64())
        case .typedarray: .typedarray(try typedArray())
        case .function: .function(try function())
        case .promise: .promise(try promise())
        case .ref: try reference()
        case .undefined, .array, .set, .map, .object, .error: throw reader.fault("no scalar")
        }
    }

    private mutating func namedNumber() throws(JSONError) -> Double {
        let name = try reader.string()
        guard let named = Value.namedNumbers.first(where: { JSString("\($0.name)") == name }) else {
            throw reader.fault("unknown number")
        }
        return named.number
    }

    private mutating func bigint() throws(JSONError) -> String {
        guard let text = try reader.string().string, Value.isBigInt(text) else {
            throw reader.fault("not the digits of a BigInt")
        }
        return text
    }

    private mutating func optionalString() throws(JSONError) -> JSString? {
        if try reader.kind == .null {
            try reader.null()
            return nil
        }
        return try reader.string()
    }

    private mutating func date() throws(JSONError) -> JSDate {
        guard let text = try optionalString() else { return .invalid }
        guard let date = text.string.flatMap(JSDate.init(iso8601:)) else {
            throw reader.fault("not a date as toISOString writes it")
        }
        return date
    }

    private mutating func regexp() throws(JSONError) -> Value.RegExp {
        var pattern: JSString?
        var flags: JSString?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "pattern" where pattern == nil: pattern = try reader.string()
            case "flags" where flags == nil: flags = try reader.string()
            default: throw reader.fault("unexpected member of a regexp")
            }
        }
        guard let pattern, let flags else { throw reader.fault("a regexp without pattern or flags") }
        guard let regexp = flags.string.flatMap({ Value.RegExp(pattern: pattern, flags: $0) }) else {
            throw reader.fault("bad flags of a regexp")
        }
        return regexp
    }

    private mutating func typedArray() throws(JSONError) -> Value.TypedArray {
        var kind: Value.TypedArray.Kind?
        var bytes: [UInt8]?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "type" where kind == nil:
                kind = try reader.string().string.flatMap(Value.TypedArray.Kind.init(rawValue:))
                guard kind != nil else { throw reader.fault("unknown typed array") }
            case "data" where bytes == nil: bytes = try reader.base64()
            default: throw reader.fault("unexpected member of a typedarray")
            }
        }
        guard let kind, let bytes else { throw reader.fault("a typedarray without type or data") }
        guard let array = Value.TypedArray(kind, bytes: bytes) else {
            throw reader.fault("\(bytes.count) bytes are no whole elements of a \(kind.rawValue)")
        }
        return array
    }

    private mutating func function() throws(JSONError) -> Value.Function {
        var name: JSString?
        var length: Int?
        var handle: String?
        var async: Bool?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "name" where name == nil: name = try reader.string()
            case "length" where length == nil: length = try reader.integer()
            case "handle" where handle == nil: handle = try self.handle()
            case "async" where async == nil: async = try reader.bool()
            default: throw reader.fault("unexpected member of a function")
            }
        }
        guard let handle else { throw reader.fault("a function without a handle") }
        var function = Value.Function(name: name ?? "", length: length ?? 0, handle: handle, isAsync: async ?? false)
        function.lifetime = lifetime?(handle)
        return function
    }

    private mutating func promise() throws(JSONError) -> Value.Promise {
        var handle: String?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key == "handle", handle == nil else { throw reader.fault("unexpected member of a promise") }
            handle = try self.handle()
        }
        guard let handle else { throw reader.fault("a promise without a handle") }
        var promise = Value.Promise(handle: handle)
        promise.lifetime = lifetime?(handle)
        return promise
    }

    private mutating func handle() throws(JSONError) -> String {
        guard let handle = try reader.string().string else { throw reader.fault("a handle with a lone surrogate") }
        return handle
    }
}
