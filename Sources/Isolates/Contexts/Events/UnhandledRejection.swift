import Wire
import Workers

/// A promise that was rejected and that nothing had handled by the end of the run. It does not change the run's
/// outcome.
public struct UnhandledRejection: Sendable {
    /// The id of the promise's context.
    public let context: String
    /// The value that the promise was rejected with.
    public var value: Value { exception.value }
    /// The value as an exception: if it is an error, with its name, message, stack and place.
    public let exception: ScriptException

    /// - Throws: `MessageError`, `JSONError` or `ValueError` if the message is not a valid rejection.
    init(json: [UInt8], context: String, decode: (_ json: [UInt8]) throws -> Value) throws {
        guard case .unhandledRejection(let exception) = try Reply(json: json) else {
            throw MessageError("not a rejection")
        }
        self.context = context
        self.exception = try ScriptException(try ExceptionMessage(json: exception), decode: decode)
    }
}
