extension Value {
    /// Properties given as a dictionary literal that may contain Swift values, in the literal's order: `["item": "tea",
    /// "price": price, "order": order]`. `nil` becomes `null`.
    ///
    /// A literal without Swift values makes a ``Value/Object``.
    public typealias Properties = KeyValuePairs<String, (any Encodable)?>
}

// In a literal with Swift values, Swift looks up `.function { … }` as a member of `Encodable`.
extension Encodable where Self == Value {
    /// As `Value.function(_:isAsync:_:)`, for a literal with Swift values.
    public static func function<each Argument: Decodable & SendableMetatype, Result: Encodable & SendableMetatype>(
        _ name: String = "", isAsync: Bool = false,
        _ body: @escaping @Sendable (repeat each Argument) async throws -> Result
    ) -> Value {
        Value.function(name, isAsync: isAsync, body)
    }

    /// As `Value.function(_:isAsync:_:)` without a result, for a literal with Swift values.
    public static func function<each Argument: Decodable & SendableMetatype>(
        _ name: String = "", isAsync: Bool = false,
        _ body: @escaping @Sendable (repeat each Argument) async throws -> Void
    ) -> Value {
        Value.function(name, isAsync: isAsync, body)
    }
}

extension Value {
    /// Encodes any `Encodable`, see ``ValueEncoder``; a ``Value`` stays as it is.
    ///
    /// - Parameter value: any encodable value.
    /// - Throws: `VMError` with code `invalidValue` if the value can't be encoded; the message names the part that
    ///   could not be encoded, and its place.
    public init(encoding value: some Encodable) throws(VMError) {
        do { self = try ValueEncoder().encode(value) } catch {
            throw VMError(.invalidValue, "a value of type \(type(of: value)) can't be encoded: \(error)")
        }
    }

    /// An object with these properties, each of them encoded.
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

    /// - Throws: `invalidValue` if the value can't be encoded, or if its encoding is not an object.
    init(sandbox: some Encodable) throws(VMError) {
        try self.init(encoding: sandbox)
        guard object == nil else { return }
        throw VMError(
            .invalidValue,
            "a sandbox must be an object, as a struct or a dictionary becomes; \(type(of: sandbox)) becomes \(self)")
    }
}
