import Wire

/// What a script threw, and where.
public struct ScriptException: Sendable, CustomStringConvertible {
    /// The thrown value itself, whatever it is.
    public let value: Value
    /// The error's `name`, such as `TypeError`; nil where the thrown value is no error.
    public let name: String?
    /// The error's `message`; nil where the thrown value is no error.
    public let message: String?
    /// The stack as Node has it: `Name: message`, then a line `    at function (file:line:column)` a frame.
    /// With `displayErrors` the place in the source stands before it: file and line, the source line, a caret.
    public let stack: String?
    /// The file of the place where the error was made, as `filename` named it.
    public let filename: String?
    /// The line in the file, from 1, `lineOffset` counted in.
    public let line: Int?
    /// The column, from 1 in UTF-16 units, `columnOffset` counted in, where JavaScriptCore puts it.
    public let column: Int?
    /// The names of those properties of the error that can't cross (too large, too deep, a getter that throws) and
    /// are not in `value`; those of its cause as `cause.name`. The `name`, `message` or `stack` is cut where it is
    /// named here.
    public let omitted: [String]
    /// The place in the source and an empty line, where there is one and the value was inspected.
    package let excerpt: String?
    /// The thrown value as `util.inspect` shows it, where that was asked for.
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

    /// An exception that no engine threw.
    init(
        value: Value, name: String, message: String, stack: String, filename: String, line: Int, column: Int,
        excerpt: String
    ) {
        self.value = value
        self.name = name
        self.message = message
        self.stack = stack
        self.filename = filename
        self.line = line
        self.column = column
        omitted = []
        self.excerpt = excerpt
        inspected = nil
    }

    /// The stack, or what stands in for one: an uncaught exception as Node prints it.
    public var description: String {
        stack ?? "Uncaught \(value)"
    }
}
