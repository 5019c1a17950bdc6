extension Value {
    /// Properties as a dictionary literal writes them where some of them are Swift values, in the literal's order:
    /// `["item": "tea", "price": price, "order": order]`. `nil` is `null`.
    ///
    /// Where a literal holds no Swift values, ``Value/Object`` is what it makes.
    public typealias Properties = KeyValuePairs<String, (any Encodable)?>
}

// In a literal beside Swift values, `.function { … }` is looked for among what `Encodable` offers.
extension Encodable where Self == Value {
    /// As `Value.function(_:isAsync:_:)`, for a literal with Swift values in it.
    public static func function<each Argument: Decodable & SendableMetatype, Result: Encodable & SendableMetatype>(
        _ name: String = "", isAsync: Bool = false,
        _ body: @escaping @Sendable (repeat each Argument) async throws -> Result
    ) -> Value {
        Value.function(name, isAsync: isAsync, body)
    }

    /// As `Value.function(_:isAsync:_:)` without a result, for a literal with Swift values in it.
    public static func function<each Argument: Decodable & SendableMetatype>(
        _ name: String = "", isAsync: Bool = false,
        _ body: @escaping @Sendable (repeat each Argument) async throws -> Void
    ) -> Value {
        Value.function(name, isAsync: isAsync, body)
    }
}

extension Value {
    /// What an `Encodable` becomes, see ``ValueEncoder``; a ``Value`` stays what it is.
    ///
    /// - Parameter value: any encodable value.
    /// - Throws: `VMError` with code `invalidValue` where the value does not encode: it says what could not be encoded,
    ///   and where.
    public init(encoding value: some Encodable) throws(VMError) {
        do { self = try ValueEncoder().encode(value) } catch {
            throw VMError(.invalidValue, "a value of type \(type(of: value)) can't be encoded: \(error)")
        }
    }

    /// An object with these properties, each encoded.
    init(encoding properties: Properties) throws(VMError) {
        var object = Object()
        for (key, value) in properties {
            object[key] = if let value { try Value(encoding: value) } else { .null }
        }
        self = .object(object)
    }

    init(sandbox: Properties) throws(VMError) {
        try self.init(encoding: sandbox)
    }

    /// - Throws: `invalidValue` where it becomes anything but an object.
    init(sandbox: some Encodable) throws(VMError) {
        try self.init(encoding: sandbox)
        guard object == nil else { return }
        throw VMError(
            .invalidValue,
            "a sandbox must be an object, as a struct or a dictionary becomes; \(type(of: sandbox)) becomes \(self)")
    }
}
