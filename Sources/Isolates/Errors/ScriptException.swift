import Wire

/// A value that a script threw, with the place of the error.
public struct ScriptException: Sendable, CustomStringConvertible {
    /// The thrown value itself, whatever it is.
    public let value: Value
    /// The error's `name`, such as `TypeError`; nil if the thrown value is not an error.
    public let name: String?
    /// The error's `message`; nil if the thrown value is not an error.
    public let message: String?
    /// The stack in Node's form: `Name: message`, then one line ` at function (file:line:column)` for each frame. With
    /// `displayErrors`, the place in the source comes first: file and line, the source line, a caret.
    public let stack: String?
    /// The file in which the error was made, as named by the script's `filename`.
    public let filename: String?
    /// The line in the file, from 1, including `lineOffset`.
    public let line: Int?
    /// The column as JavaScriptCore reports it, from 1, in UTF-16 units, including `columnOffset`.
    public let column: Int?
    /// The names of the error's properties that can't cross the boundary (too large, too deep, a getter that throws)
    /// and are missing from `value`; those of its cause as `cause.name`. If `name`, `message` or `stack` is listed
    /// here, it was cut.
    public let omitted: [String]
    /// The place in the source and an empty line, if the place is known and the value was inspected.
    package let excerpt: String?
    /// The thrown value as `util.inspect` shows it, if that was requested.
    package let inspected: String?

    /// - Parameter decode: decodes a value of the context that the exception is from.
    init<Failure>(
        _ message: ExceptionMessage, decode: (_ json: [UInt8]) throws(Failure) -> Value
    ) throws(Failure) {
        value = try decode(message.value)
        name = message.name?.description
        self.message = message.message?.description
        stack = message.stack?.description
        filename = message.filename?.description
        line = message.line
        column = message.column
        omitted = message.omitted.map(\.description)
        excerpt = message.excerpt?.description
        inspected = message.inspected?.description
    }

    /// The exception as Node prints an uncaught one: its stack or, without a stack, the value.
    public var description: String {
        stack ?? "Uncaught \(value)"
    }
}
