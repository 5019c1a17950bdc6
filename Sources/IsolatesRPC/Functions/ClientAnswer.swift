import Isolates
import Wire

/// How a call of a client function ended.
enum ClientAnswer: Sendable {
    case returned(Value)
    case threw(Value)
    /// The script gets an `Error` with this message.
    case failed(String)

    /// Reads an answer. A malformed one makes the call fail with an error that says why.
    ///
    /// - Parameters:
    ///   - takesWholeResult: whether the result is the value itself, not an object that holds it.
    ///   - lifetime: gives what the functions and promises in the value refer to.
    init(_ message: IncomingMessage, takesWholeResult: Bool, lifetime: @escaping Value.LifetimeOfHandle) {
        do {
            try message.validate()
            if var result = message.reader(.result) {
                guard message[.error] == nil else { throw RPCError.invalidRequest("it has a result and an error") }
                self = .returned(
                    takesWholeResult
                        ? try Value(from: &result, limits: ValueLimits(), lifetime: lifetime)
                        : try Self.value(inResult: result, lifetime))
            } else if let error = message.reader(.error) {
                self = try Self.error(error, lifetime)
            } else {
                throw RPCError.invalidRequest("it has neither a result nor an error")
            }
        } catch {
            self = .failed("the client's answer can't be read: \(Self.describe(error))")
        }
    }

    private static func value(inResult reader: JSONReader, _ lifetime: @escaping Value.LifetimeOfHandle) throws -> Value
    {
        var reader = reader
        var value: Value?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard key == "result", value == nil else { throw reader.fault("unexpected member \(key)") }
            value = try Value(from: &reader, limits: ValueLimits(), lifetime: lifetime)
        }
        return value ?? .undefined
    }

    private static func error(_ reader: JSONReader, _ lifetime: @escaping Value.LifetimeOfHandle) throws -> ClientAnswer
    {
        var reader = reader
        var message: String?
        var thrown: Value?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "message": message = try reader.string().description
            case "data": thrown = try value(inData: &reader, lifetime)
            default: _ = try reader.skip()
            }
        }
        if let thrown { return .threw(thrown) }
        guard let message else { throw reader.fault("an error without a message") }
        return .failed(message)
    }

    /// Reads `data`, which may be anything. If it is an object, its member `value` is the thrown value.
    private static func value(inData reader: inout JSONReader, _ lifetime: @escaping Value.LifetimeOfHandle) throws
        -> Value?
    {
        guard try reader.kind == .object else {
            _ = try reader.skip()
            return nil
        }
        var value: Value?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == "value" {
                value = try Value(from: &reader, limits: ValueLimits(), lifetime: lifetime)
            } else {
                _ = try reader.skip()
            }
        }
        return value
    }

    private static func describe(_ error: any Error) -> String {
        (error as? RPCError)?.message ?? "\(error)"
    }
}
