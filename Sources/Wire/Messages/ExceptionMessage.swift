/// A thrown value, with the place of the error.
public struct ExceptionMessage: Sendable, Equatable {
    /// The thrown value, encoded.
    public var value: [UInt8]
    public var name: JSString?
    public var message: JSString?
    public var stack: JSString?
    public var filename: JSString?
    public var line: Int?
    public var column: Int?
    /// The place in the source, as written before the stack with `displayErrors`; only if the request asked to inspect
    /// the value.
    public var excerpt: JSString?
    /// The thrown value as `util.inspect` shows it; only if the request asked for it.
    public var inspected: JSString?
    /// The names of the error's properties that can't cross and were left out; those of its cause as `cause.name`.
    public var omitted: [JSString] = []

    /// Reads a worker's message, which may be hostile.
    ///
    /// - Throws: `MessageError` or `JSONError` if the message is not a valid exception.
    public init(json: [UInt8]) throws {
        var reader = JSONReader(json, maximumDepth: Frame.maximumDepth)
        var value: [UInt8]?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "value": value = try reader.value()
            case "name": name = try reader.string()
            case "message": message = try reader.string()
            case "stack": stack = try reader.string()
            case "filename": filename = try reader.string()
            case "line": line = try reader.integer()
            case "column": column = try reader.integer()
            case "excerpt": excerpt = try reader.string()
            case "inspected": inspected = try reader.string()
            case "omitted":
                try reader.beginArray()
                while try reader.nextElement() { omitted.append(try reader.string()) }
            default: throw MessageError("unknown member \(key)")
            }
        }
        try reader.end()
        self.value = try required(value, "value")
    }
}
