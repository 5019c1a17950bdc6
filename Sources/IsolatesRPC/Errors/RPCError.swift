import Wire

/// An answer that is no result.
package struct RPCError: Error {
    package let code: Int
    package let message: String
    /// The JSON of `data`; nil for JSON-RPC's own errors, which have none.
    let data: [UInt8]?
    /// What it comes from, where the code alone does not tell.
    package private(set) var cause: Cause?

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

    package func encode(into writer: inout JSONWriter) {
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
    package enum Kind: String, CaseIterable, Sendable {
        case exception, timeout, interrupted, memoryLimit, crashed, disposed, valueTooLarge, unavailable

        package var code: Int { Self.allCases.firstIndex(of: self)! + 1 }
    }

    /// A line that is no JSON, or is nested beyond all measure.
    init(_ error: JSONError) {
        // Without the path, which is as long as the line is deep.
        let message = "\(error.what) at byte \(error.offset)"
        self = error.kind == .tooDeep ? .invalidRequest(message) : .parseError("no JSON: \(message)")
    }

    /// The kind of rpc.md; nil for JSON-RPC's own errors.
    package var kind: Kind? {
        let index = code - 1
        return Kind.allCases.indices.contains(index) ? Kind.allCases[index] : nil
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

    static func noTemplate(_ id: String) -> RPCError {
        var error = disposed("there is no template \(id.prefix(64))")
        error.cause = .noTemplate
        return error
    }

    static func unavailable(_ reason: String) -> RPCError {
        RPCError(.unavailable, reason) { $0.write("reason", reason) }
    }

    /// Of a request that was cancelled before its turn had come.
    package static var cancelled: RPCError {
        RPCError(.interrupted, "the request was cancelled before it began") { writer in
            writer.write("reason", "cancel")
            writer.write("rolledBack", false)
        }
    }
}

extension RPCError {
    /// What an error comes from, where its code alone does not tell.
    package enum Cause: Sendable, Equatable {
        case noTemplate
        /// The context is of another host, which this names.
        case otherHost(String)
        /// A limit of the client's own is reached.
        case clientLimit(retryAfter: Duration)
        /// The client has not the right.
        case forbidden
        /// The whole is full, or comes to its end.
        case busy(retryAfter: Duration)
    }

    /// A request that is not let in.
    package static func refused(_ cause: Cause, _ reason: String) -> RPCError {
        var error = unavailable(reason)
        error.cause = cause
        return error
    }

    /// A request for something that is not there.
    package static func noRoute(_ message: String) -> RPCError { RPCError(code: -32601, message: message) }

    /// A request that is none.
    package static func malformed(_ message: String) -> RPCError { invalidRequest(message) }

    /// A body that is larger than what is taken.
    package static func bodyTooLarge(limit: Int) -> RPCError {
        RPCError(.valueTooLarge, "the body is longer than \(limit) bytes, the limit") { $0.write("limit", limit) }
    }

    /// A context that is gone with its host, or is another host's.
    ///
    /// - Parameter reason: the word for it in `data`.
    package static func gone(_ message: String, reason: String, _ cause: Cause? = nil) -> RPCError {
        var error = RPCError(.disposed, message) { $0.write("reason", reason) }
        error.cause = cause
        return error
    }
}
