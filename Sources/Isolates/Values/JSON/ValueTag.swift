import Wire

/// The names that `$type` may have.
enum ValueTag: String {
    case undefined, number, bigint, symbol, date, regexp, map, set, error, arraybuffer, typedarray, function, promise
    case object, array, ref

    init?(_ name: JSString) {
        guard let name = name.string else { return nil }
        self.init(rawValue: name)
    }

    /// The name for a value that has no notation of its own, or needs one for an `id` or a class.
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

    /// Whether what is so named may be reached more than once as one and the same.
    var hasIdentity: Bool {
        switch self {
        case .undefined, .number, .bigint, .ref: false
        default: true
        }
    }
}

extension Value {
    /// The texts of the numbers that JSON has no notation for.
    static let namedNumbers: [(name: StaticString, number: Double)] = [
        ("NaN", .nan), ("Infinity", .infinity), ("-Infinity", -.infinity), ("-0", -0.0),
    ]

    /// Whether a text is a BigInt's in the one form that is allowed: no leading zeros, no `-0`.
    static func isBigInt(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        guard let first = digits.first else { return false }
        if first == UInt8(ascii: "0") { return text == "0" }
        return digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
