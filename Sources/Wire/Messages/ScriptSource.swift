/// A script as it crosses to a worker: once, under a number that runs then name.
public struct ScriptSource: Sendable, Equatable {
    /// The supervisor's number for the script, unique in the supervisor's life.
    public var number: Int
    public var code: JSString
    public var filename: String
    /// Lines and columns that the script's first line stands at in its file; either may be negative.
    public var lineOffset: Int
    public var columnOffset: Int
    public var displayErrors: Bool
    /// Whether it is a module. Its filename is then its id.
    public var isModule: Bool
    /// The text of its source map; nil where it has none, or one in a comment.
    public var sourceMap: JSString?

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
        if let sourceMap {
            writer.key("sourceMap")
            writer.string(sourceMap)
        }
    }
}
