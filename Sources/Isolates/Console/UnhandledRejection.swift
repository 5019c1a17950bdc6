import Wire

/// A promise that was rejected, and that nothing had handled by the end of the run. The run's own outcome does not
/// change.
public struct UnhandledRejection: Sendable {
    /// The id of the context that it comes from.
    public let context: String
    /// What the promise was rejected with.
    public let value: Value

    /// - Throws: `MessageError`, `JSONError` or `ValueError` for what is no rejection.
    init(json: [UInt8], context: String, decode: (_ json: [UInt8]) throws -> Value) throws {
        guard case .unhandledRejection(let value) = try Reply(json: json) else { throw MessageError("not a rejection") }
        self.context = context
        self.value = try decode(value)
    }
}
