import Wire

/// An answer that is no result.
struct RPCError: Error {
    let code: Int
    let message: String
    /// The JSON of `data`; nil for JSON-RPC's own errors, which have none.
    let data: [UInt8]?

    init(code: Int, message: String, data: [UInt8]? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// One of the kinds of rpc.md.
    ///
    /// - Parameter data: writes the members of `data` beside `kind`.
    init(_ kind: Kind, _ message: String, data: (inout JSONWriter) -> Void) {
        code = kind.code
        self.message = message
        self.data = jsonObject { writer in
            writer.key("kind")
            writer.string(kind.rawValue)
            data(&writer)
        }
    }

    func encode(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("code")
        writer.integer(code)
        writer.key("message")
        writer.string(message)
        if let data {
            writer.key("data")
            writer.raw(data)
        }
        writer.endObject()
    }
}

extension RPCError {
    /// The kinds of rpc.md, in the order of their codes.
    enum Kind: String, CaseIterable {
        case exception, timeout, interrupted, memoryLimit, crashed, disposed, valueTooLarge, unavailable

        var code: Int { Self.allCases.firstIndex(of: self)! + 1 }
    }

    /// A line that is no JSON, or is nested beyond all measure.
    init(_ error: JSONError) {
        // Without the path, which is as long as the line is deep.
        let message = "\(error.what) at byte \(error.offset)"
        self = error.kind == .tooDeep ? .invalidRequest(message) : .parseError("no JSON: \(message)")
    }

    static let invalidRequestCode = -32600

    static func parseError(_ message: String) -> RPCError { RPCError(code: -32700, message: message) }

    static func invalidRequest(_ message: String) -> RPCError { RPCError(code: invalidRequestCode, message: message) }

    static func methodNotFound(_ method: String) -> RPCError {
        RPCError(code: -32601, message: "there is no method \(method.prefix(64))")
    }

    /// - Parameter message: names the parameter.
    static func invalidParams(_ message: String) -> RPCError { RPCError(code: -32602, message: message) }

    static func disposed(_ reason: String) -> RPCError { RPCError(.disposed, reason) { $0.write("reason", reason) } }

    static func unavailable(_ reason: String) -> RPCError {
        RPCError(.unavailable, reason) { $0.write("reason", reason) }
    }

    /// Of a request that was cancelled before its turn had come.
    static var cancelled: RPCError {
        RPCError(.interrupted, "the request was cancelled before it began") { writer in
            writer.write("reason", "cancel")
            writer.write("rolledBack", false)
        }
    }
}

extension JSONWriter {
    /// Milliseconds in the client's own number, where it is that one that ended the run: a run inside this one may have
    /// had another.
    mutating func write(_ name: StaticString, _ duration: Duration, as own: Double?) {
        guard let own, Duration.milliseconds(own) == duration else { return write(name, milliseconds: duration) }
        key(name)
        number(own)
    }

    mutating func write(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    mutating func write(_ name: StaticString, _ number: Int?) {
        guard let number else { return }
        key(name)
        integer(number)
    }

    mutating func write(_ name: StaticString, _ flag: Bool?) {
        guard let flag else { return }
        key(name)
        bool(flag)
    }

    /// Milliseconds, as rpc.md has all times.
    mutating func write(_ name: StaticString, milliseconds duration: Duration) {
        key(name)
        number(duration / .milliseconds(1))
    }
}
