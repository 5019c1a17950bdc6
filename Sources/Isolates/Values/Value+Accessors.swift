extension Value {
    /// The value without the mark that it is reached more than once.
    var bare: Value {
        if case .identified(_, let object) = self { object } else { self }
    }

    /// Whether this is `undefined`.
    public var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The boolean, or `nil` for anything else: no conversion.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The number as an integer, or `nil` for anything else, also for a number with a fraction or out of range.
    public var int: Int? {
        if case .number(let number) = self { Int(exactly: number) } else { nil }
    }

    /// The number, or `nil` for anything else: no conversion.
    public var double: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The string, or `nil` for anything else, also for one with a lone surrogate, which is found in the
    /// payload of ``string(_:)`` alone.
    public var string: String? {
        if case .string(let string) = self { string.string } else { nil }
    }

    /// The elements of an array, or `nil` for anything else.
    public var array: [Value]? {
        if case .array(let elements) = bare { elements } else { nil }
    }

    /// The properties of an object that has no case of its own, or `nil` for anything else.
    public var object: Object? {
        if case .object(let object) = bare { object } else { nil }
    }

    /// The entries of a `Map`, or `nil` for anything else.
    public var map: [Entry]? {
        if case .map(let entries) = bare { entries } else { nil }
    }

    /// The elements of a `Set`, or `nil` for anything else.
    public var set: [Value]? {
        if case .set(let elements) = bare { elements } else { nil }
    }

    /// The error, or `nil` for anything else.
    public var error: ErrorObject? {
        if case .error(let error) = bare { error } else { nil }
    }

    /// The date, valid or not, or `nil` for anything else.
    public var date: JSDate? {
        if case .date(let date) = bare { date } else { nil }
    }

    /// The bytes of an `ArrayBuffer`, a typed array or a `DataView`, or `nil` for anything else.
    public var bytes: [UInt8]? {
        switch bare {
        case .arraybuffer(let bytes): bytes
        case .typedarray(let array): array.bytes
        default: nil
        }
    }

    /// The function, or `nil` for anything else.
    public var function: Function? {
        if case .function(let function) = bare { function } else { nil }
    }

    /// The promise, or `nil` for anything else.
    public var promise: Promise? {
        if case .promise(let promise) = bare { promise } else { nil }
    }

    /// The property of an object or an error; `nil` where it has none of that name, and for anything else.
    public subscript(key: String) -> Value? {
        self[JSString(key)]
    }

    /// The property of an object or an error; `nil` where it has none of that name, and for anything else.
    @_disfavoredOverload
    public subscript(key: JSString) -> Value? {
        switch bare {
        case .object(let object): object[key]
        case .error(let error): error.properties[key]
        default: nil
        }
    }

    /// The element of an array; `nil` past its end, and for anything else.
    public subscript(index: Int) -> Value? {
        guard case .array(let elements) = bare, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}
