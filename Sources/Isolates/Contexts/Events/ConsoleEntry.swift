import Wire
import Workers

/// One call of a script's `console` that writes something.
public struct ConsoleEntry: Sendable {
    /// Where Node would write the entry: `warn` and `error` go to standard error, the others to standard output.
    public enum Level: String, Sendable, CaseIterable {
        case log, info, warn, error, debug
    }

    /// The id of the context that it comes from.
    public let context: String
    /// The method that was called.
    public let level: Level
    /// What was passed to the method; an argument that can't cross (a getter that throws, a value too large) as its
    /// text.
    public let arguments: [Value]
    /// The text that Node would print, without the newline: `util.format` of the arguments, indented by its groups.
    /// Nil unless the context was created with `formatsConsole`.
    public let text: String?

    /// - Throws: `MessageError`, `JSONError` or `ValueError` for what is no entry.
    init(json: [UInt8], context: String, decode: (_ json: [UInt8]) throws -> Value) throws {
        guard case .console(let message) = try Reply(json: json) else { throw MessageError("not a console entry") }
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
