extension Value {
    /// The value without the mark ``identified(_:_:)``.
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

    /// The boolean, without conversion; `nil` for any other value.
    public var bool: Bool? {
        if case .bool(let bool) = self { bool } else { nil }
    }

    /// The number as an integer; `nil` for any other value, and for a number with a fraction or out of range.
    public var int: Int? {
        if case .number(let number) = self { Int(exactly: number) } else { nil }
    }

    /// The number, without conversion; `nil` for any other value.
    public var double: Double? {
        if case .number(let number) = self { number } else { nil }
    }

    /// The string; `nil` for any other value, and for a string with a lone surrogate, which only the payload of
    /// ``string(_:)`` can hold.
    public var string: String? {
        if case .string(let string) = self { string.string } else { nil }
    }

    /// The elements of an array; `nil` for any other value.
    public var array: [Value]? {
        if case .array(let elements) = bare { elements } else { nil }
    }

    /// The properties of an object that has no case of its own; `nil` for any other value.
    public var object: Object? {
        if case .object(let object) = bare { object } else { nil }
    }

    /// The entries of a `Map`; `nil` for any other value.
    public var map: [Entry]? {
        if case .map(let entries) = bare { entries } else { nil }
    }

    /// The elements of a `Set`; `nil` for any other value.
    public var set: [Value]? {
        if case .set(let elements) = bare { elements } else { nil }
    }

    /// The error; `nil` for any other value.
    public var error: ErrorObject? {
        if case .error(let error) = bare { error } else { nil }
    }

    /// The date, valid or not; `nil` for any other value.
    public var date: JSDate? {
        if case .date(let date) = bare { date } else { nil }
    }

    /// The bytes of an `ArrayBuffer`, a typed array or a `DataView`; `nil` for any other value.
    public var bytes: [UInt8]? {
        switch bare {
        case .arraybuffer(let bytes): bytes
        case .typedarray(let array): array.bytes
        default: nil
        }
    }

    /// The function; `nil` for any other value.
    public var function: Function? {
        if case .function(let function) = bare { function } else { nil }
    }

    /// The promise; `nil` for any other value.
    public var promise: Promise? {
        if case .promise(let promise) = bare { promise } else { nil }
    }

    /// The property of an object or an error; `nil` if it has no such property, or for any other value.
    public subscript(key: String) -> Value? {
        self[JSString(key)]
    }

    /// The property of an object or an error; `nil` if it has no such property, or for any other value.
    @_disfavoredOverload
    public subscript(key: JSString) -> Value? {
        switch bare {
        case .object(let object): object[key]
        case .error(let error): error.properties[key]
        default: nil
        }
    }

    /// The element of an array; `nil` past its end, or for any other value.
    public subscript(index: Int) -> Value? {
        guard case .array(let elements) = bare, elements.indices.contains(index) else { return nil }
        return elements[index]
    }
}
