import Wire
import Workers

/// The output of one call of a `console` method.
public struct ConsoleEntry: Sendable {
    /// The method's kind. Node writes `warn` and `error` to standard error, the others to standard output.
    public enum Level: String, Sendable, CaseIterable {
        case log, info, warn, error, debug
    }

    /// The id of the context that wrote the entry.
    public let context: String
    /// The kind of method that was called.
    public let level: Level
    /// The method's arguments. An argument that can't cross (a getter that throws, a value too large) is replaced by
    /// its text.
    public let arguments: [Value]
    /// The text that Node would print, without the newline: `util.format` of the arguments, indented by the console's
    /// groups. Nil unless `Supervisor.Configuration.formatsConsole` is true.
    public let text: String?

    /// - Throws: `MessageError`, `JSONError` or `ValueError` if the message is not a valid entry.
    init(json: [UInt8], context: String, decode: (_ json: [UInt8]) throws -> Value) throws {
        let message = try ConsoleMessage(json: json)
        guard let level = Level(rawValue: message.level) else { throw MessageError("unknown level \(message.level)") }
        guard case .array(let arguments) = try decode(message.arguments) else {
            throw MessageError("the arguments of a console entry must be an array")
        }
        self.context = context
        self.level = level
        self.arguments = arguments
        text = message.text?.description
    }
}
