extension Reply {
    /// Reads a worker's message, which may be hostile.
    ///
    /// - Throws: `MessageError` or `JSONError` if the message is not a valid reply.
    public init(json: [UInt8]) throws {
        var reader = JSONReader(json, maximumDepth: Frame.maximumDepth)
        var fields = Fields()
        try reader.members { reader, key in try fields.read(key, from: &reader) }
        try reader.end()
        self = try fields.reply(json)
    }

    private struct Fields {
        var type: JSString?
        var id: Int?
        var exception: [UInt8]?
        var isCompilation = false
        var message: String?
        var value: [UInt8]?
        var inspected: JSString?
        var limit: ValueLimit?
        var handle: String?
        var call: Int?
        var this: [UInt8]?
        var arguments: [UInt8]?
        var isAsync = false

        mutating func read(_ key: JSString, from reader: inout JSONReader) throws -> Bool {
            switch key {
            case "type": type = try reader.string()
            case "id": id = try reader.integer()
            case "value": value = try reader.value()
            case "inspected": inspected = try reader.string()
            case "exception": exception = try reader.value()
            case "compilation": isCompilation = try reader.bool()
            case "message": message = try reader.string().description
            case "limit": limit = ValueLimit(rawValue: try reader.string().description)
            case "handle": handle = try reader.string().description
            case "call": call = try reader.integer()
            case "this": this = try reader.value()
            case "arguments": arguments = try reader.value()
            case "async": isAsync = try reader.bool()
            // Those of a console message, which `ConsoleMessage` reads.
            case "level", "text": _ = try reader.string()
            default: return false
            }
            return true
        }

        /// - Parameter json: the message that the fields were read from.
        func reply(_ json: [UInt8]) throws -> Reply {
            switch try required(type, "type") {
            case "result":
                .ended(id: try required(id, "id"), .result(try required(value, "value"), inspected: inspected))
            case "exception":
                .ended(
                    id: try required(id, "id"),
                    .exception(try required(exception, "exception"), isCompilation: isCompilation))
            case "invalidValue":
                .ended(id: try required(id, "id"), .invalidValue(message: try required(message, "message")))
            case "tooLarge": .ended(id: try required(id, "id"), .tooLarge(try required(limit, "limit")))
            case "unknownHandle": .ended(id: try required(id, "id"), .unknownHandle(try required(handle, "handle")))
            case "forked":
                .ended(id: try required(id, "id"), .forked(ForkedCopy(lastCall: try required(call, "call"))))
            case "forkFailed": .ended(id: try required(id, "id"), .forkFailed(reason: try required(message, "message")))
            case "hostCall":
                .hostCall(
                    HostCall(
                        call: try required(call, "call"), handle: try required(handle, "handle"), this: this,
                        arguments: try required(arguments, "arguments"), isAsync: isAsync))
            case "console": .console(try ConsoleMessage(json: json))
            case "unhandledRejection": .unhandledRejection(exception: try required(exception, "exception"))
            case "ready": .ready
            case "needsBase": .needsBase
            case "restored": .restored
            case let type: throw MessageError("unknown reply \(type)")
            }
        }
    }
}
