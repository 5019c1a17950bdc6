import Wire

/// The possible values of `$type`.
enum ValueTag: String {
    case undefined, number, bigint, symbol, date, regexp, map, set, error, arraybuffer, typedarray, function, promise
    case object, array, ref

    init?(_ name: JSString) {
        guard let name = name.string else { return nil }
        self.init(rawValue: name)
    }

    /// The type of a value that needs an envelope because it has no JSON notation, or has an `id` or a class.
    init(_ value: Value) {
        self =
            switch value {
            case .undefined: .undefined
            case .number: .number
            case .bigint: .bigint
            case .symbol: .symbol
            case .date: .date
            case .regexp: .regexp
            case .map: .map
            case .set: .set
            case .error: .error
            case .arraybuffer: .arraybuffer
            case .typedarray: .typedarray
            case .function: .function
            case .promise: .promise
            case .object: .object
            case .array: .array
            case .reference: .ref
            case .null, .bool, .string, .identified: preconditionFailure("has no $type")
            }
    }

    /// Whether values of this type have an identity, so that they can be referred to.
    var hasIdentity: Bool {
        switch self {
        case .undefined, .number, .bigint, .ref: false
        default: true
        }
    }
}

extension Value {
    /// The names of numbers that JSON has no notation for.
    static let namedNumbers: [(name: StaticString, number: Double)] = [
        ("NaN", .nan), ("Infinity", .infinity), ("-Infinity", -.infinity), ("-0", -0.0),
    ]

    /// Whether a text is a BigInt in the one allowed form: no leading zeros, no `-0`.
    static func isBigInt(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = digits.first else { return false }
        if first == UInt8(ascii: "0") { return text == "0" }
        return digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
