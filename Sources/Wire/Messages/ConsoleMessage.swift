/// The output of one call of a `console` method.
public struct ConsoleMessage: Sendable {
    /// `log`, `info`, `warn`, `error` or `debug`.
    public var level: String
    public var arguments: [UInt8]
    /// The text that Node would print, if `WorkerOptions.formatsConsole` asks for it.
    public var text: JSString?

    public init(level: String, arguments: [UInt8], text: JSString?) {
        self.level = level
        self.arguments = arguments
        self.text = text
    }
}

extension ConsoleMessage {
    /// The frame of a message whose members `level`, `arguments` and `text` have been written as JSON.
    public static func frame(ofMembers members: [UInt8]) -> [UInt8] {
        Frame.make { writer in
            writer.beginObject()
            writer.key("type")
            writer.string("console")
            writer.bytes.append(UInt8(ascii: ","))
            writer.bytes.append(contentsOf: members)
            writer.endObject()
        }
    }

    /// Reads a console message, which may be hostile. Scripts write many of them, so that it looks for no other reply.
    ///
    /// - Throws: `MessageError` or `JSONError` if the message is not a valid console message.
    public init(json: [UInt8]) throws {
        var reader = JSONReader(json, maximumDepth: Frame.maximumDepth)
        var level: String?
        var arguments: [UInt8]?
        var text: JSString?
        try reader.members { reader, key in
            switch key {
            case "type":
                guard try reader.string() == "console" else { throw MessageError("not a console message") }
            case "level": level = try reader.string().description
            case "arguments": arguments = try reader.value()
            case "text": text = try reader.string()
            default: return false
            }
            return true
        }
        try reader.end()
        self.init(level: try required(level, "level"), arguments: try required(arguments, "arguments"), text: text)
    }
}
