/// What was thrown, and where.
public struct ExceptionMessage: Sendable, Equatable {
    /// The thrown value, encoded.
    public var value: [UInt8]
    public var name: JSString?
    public var message: JSString?
    public var stack: JSString?
    public var filename: JSString?
    public var line: Int?
    public var column: Int?
    /// The place in the source, as it stands before the stack with `displayErrors`; where the value was to be
    /// inspected.
    public var excerpt: JSString?
    /// The thrown value as `util.inspect` shows it, where that was asked for.
    public var inspected: JSString?
    /// The names of properties of the error that can't cross and were left out, those of its cause as `cause.name`.
    public var omitted: [JSString] = []

    /// Reads what a worker wrote, which may be hostile.
    ///
    /// - Throws: `MessageError` or `JSONError` for anything that is no exception.
    public init(json: [UInt8]) throws {
        var reader = JSONReader(json)
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
