import Wire
import Workers

/// A promise that was rejected, and that nothing had handled by the end of the run. The run's own outcome does not
/// change.
public struct UnhandledRejection: Sendable {
    /// The id of the context that it comes from.
    public let context: String
    /// What the promise was rejected with.
    public var value: Value { exception.value }
    /// The same as an exception: with its name, message, stack and place where it is an error.
    public let exception: ScriptException

    /// - Throws: `MessageError`, `JSONError` or `ValueError` for what is no rejection.
    init(json: [UInt8], context: String, decode: (_ json: [UInt8]) throws -> Value) throws {
        guard case .unhandledRejection(let exception) = try Reply(json: json) else {
            throw MessageError("not a rejection")
        }
        self.context = context
        self.exception = try ScriptException(try ExceptionMessage(json: exception), decode: decode)
    }
}
