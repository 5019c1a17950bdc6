import Wire

/// The error that a request is answered with.
package struct RPCError: Error {
    package let code: Int
    package let message: String
    /// The JSON of `data`; nil for JSON-RPC's own errors, which have none.
    let data: [UInt8]?
    /// The cause, if the code alone does not tell it.
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

    /// The error for a line that is not JSON, or is nested too deeply.
    init(_ error: JSONError) {
        // Without the path: its length grows with the depth of the line.
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

    /// The error of a request that was cancelled before its turn came.
    package static var cancelled: RPCError {
        RPCError(.interrupted, "the request was cancelled before it began") { writer in
            writer.write("reason", "cancel")
            writer.write("rolledBack", false)
        }
    }
}

extension RPCError {
    /// The cause of an error whose code alone does not tell it.
    package enum Cause: Sendable, Equatable {
        case noTemplate
        /// The context belongs to another host, whose name this is.
        case otherHost(String)
        /// The client has reached one of its own limits.
        case clientLimit(retryAfter: Duration)
        /// The client does not have the right.
        case forbidden
        /// The service is full or shutting down.
        case busy(retryAfter: Duration)
    }

    /// The error for a request that is not let in.
    package static func refused(_ cause: Cause, _ reason: String) -> RPCError {
        var error = unavailable(reason)
        error.cause = cause
        return error
    }

    /// The error for a request for something that does not exist.
    package static func noRoute(_ message: String) -> RPCError { RPCError(code: -32601, message: message) }

    /// The error for a malformed request.
    package static func malformed(_ message: String) -> RPCError { invalidRequest(message) }

    /// The error for a body that is larger than `limit` bytes.
    package static func bodyTooLarge(limit: Int) -> RPCError {
        RPCError(.valueTooLarge, "the body is longer than \(limit) bytes, the limit") { $0.write("limit", limit) }
    }

    /// The error for a context that is gone with its host, or that belongs to another host.
    ///
    /// - Parameter reason: the member `reason` of `data`.
    package static func gone(_ message: String, reason: String, _ cause: Cause? = nil) -> RPCError {
        var error = RPCError(.disposed, message) { $0.write("reason", reason) }
        error.cause = cause
        return error
    }
}
