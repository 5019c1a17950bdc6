extension Value: ExpressibleByNilLiteral {
    /// `nil` becomes JavaScript's `null`; write ``Value/undefined`` for `undefined`.
    public init(nilLiteral: ()) {
        self = .null
    }
}

extension Value: ExpressibleByBooleanLiteral {
    /// A boolean.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension Value: ExpressibleByIntegerLiteral {
    /// The number nearest to the literal, as in JavaScript.
    public init(integerLiteral value: Int) {
        self = .number(Double(value))
    }
}

extension Value: ExpressibleByFloatLiteral {
    /// A number.
    public init(floatLiteral value: Double) {
        self = .number(value)
    }
}

extension Value: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// A string.
    public init(stringLiteral value: String) {
        self = .string(JSString(value))
    }
}

extension Value: ExpressibleByArrayLiteral {
    /// An array.
    public init(arrayLiteral elements: Value...) {
        self = .array(elements)
    }
}

extension Value: ExpressibleByDictionaryLiteral {
    /// An object, with its keys in the order of the literal; if a key repeats, the last value counts.
    public init(dictionaryLiteral properties: (String, Value)...) {
        self = .object(Object(properties.lazy.map { (JSString($0), $1) }))
    }
}

extension Value {
    /// A boolean.
    public init(_ bool: Bool) {
        self = .bool(bool)
    }

    /// The number nearest to an integer; exact up to 2⁵³ on either side of 0.
    public init(_ integer: Int) {
        self = .number(Double(integer))
    }

    /// A number.
    public init(_ number: Double) {
        self = .number(number)
    }

    /// A string.
    public init(_ string: String) {
        self = .string(JSString(string))
    }

    /// An array.
    public init(_ elements: [Value]) {
        self = .array(elements)
    }

    /// An object.
    public init(_ object: Object) {
        self = .object(object)
    }
}
