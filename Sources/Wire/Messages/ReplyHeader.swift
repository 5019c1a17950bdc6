/// The first members of a reply: enough to dispatch it without reading the rest, which may be megabytes.
public enum ReplyHeader: Sendable {
    case ready
    case ended(id: Int)
    /// `call` is the call's number; the calls of one worker are numbered upwards.
    case hostCall(call: Int)
    case console
    case unhandledRejection
    case needsBase
    case restored

    /// - Throws: `MessageError` or `JSONError` if the message does not begin like a reply.
    public init(json: [UInt8]) throws {
        var reader = JSONReader(json)
        try reader.beginObject()
        guard try reader.nextKey() == "type" else { throw MessageError("a reply must begin with its type") }
        switch try reader.string() {
        case "ready": self = .ready
        case "hostCall":
            guard try reader.nextKey() == "call" else { throw MessageError("a call must say which one it is") }
            self = .hostCall(call: try reader.integer())
        case "console": self = .console
        case "unhandledRejection": self = .unhandledRejection
        case "needsBase": self = .needsBase
        case "restored": self = .restored
        case "result", "exception", "tooLarge", "unknownHandle", "invalidValue", "forked", "forkFailed":
            guard try reader.nextKey() == "id" else {
                throw MessageError("an outcome must say which request it answers")
            }
            self = .ended(id: try reader.integer())
        case let type: throw MessageError("unknown reply \(type)")
        }
    }
}
