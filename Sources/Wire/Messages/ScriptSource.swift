/// A script in the form in which it is sent to a worker: once, with a number that runs refer to.
public struct ScriptSource: Sendable, Equatable {
    /// The script's number, unique in the supervisor's process.
    public var number: Int
    public var code: JSString
    public var filename: String
    /// The number of lines before the script in its file; may be negative.
    public var lineOffset: Int
    /// The number of columns before the script on its first line; may be negative.
    public var columnOffset: Int
    public var displayErrors: Bool
    /// Whether the script is a module. Its filename is then its id.
    public var isModule: Bool
    /// The text of its source map; nil where it has none, or one in a comment.
    public var sourceMap: JSString?
    /// Whether that map, or one in a comment, counts for nothing.
    public var ignoresSourceMap = false

    public init(
        number: Int, code: JSString, filename: String, lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true, isModule: Bool = false, sourceMap: JSString? = nil
    ) {
        self.number = number
        self.code = code
        self.filename = filename
        self.lineOffset = lineOffset
        self.columnOffset = columnOffset
        self.displayErrors = displayErrors
        self.isModule = isModule
        self.sourceMap = sourceMap
    }

    func encode(into writer: inout JSONWriter) {
        writer.key("script")
        writer.integer(number)
        writer.key("code")
        writer.string(code)
        writer.key("filename")
        writer.string(filename)
        writer.key("lineOffset")
        writer.integer(lineOffset)
        writer.key("columnOffset")
        writer.integer(columnOffset)
        writer.key("displayErrors")
        writer.bool(displayErrors)
        writer.flag("module", isModule)
        writer.flag("ignoresSourceMap", ignoresSourceMap)
        if let sourceMap {
            writer.key("sourceMap")
            writer.string(sourceMap)
        }
    }
}
