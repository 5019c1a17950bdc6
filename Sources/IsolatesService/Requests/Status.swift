import IsolatesRPC

/// The statuses of answers (RFC 9110, 15; 429: RFC 6585).
enum Status: Int, Sendable {
    case ok = 200
    case created = 201
    case noContent = 204
    case badRequest = 400
    case unauthorized = 401
    case forbidden = 403
    case notFound = 404
    case gone = 410
    case contentTooLarge = 413
    case misdirectedRequest = 421
    case unprocessableContent = 422
    case upgradeRequired = 426
    case tooManyRequests = 429
    case headerFieldsTooLarge = 431
    case serviceUnavailable = 503

    /// The status of a request that failed.
    init(_ error: RPCError) {
        self =
            switch error.cause {
            case .noTemplate: .notFound
            case .otherHost: .misdirectedRequest
            case .clientLimit: .tooManyRequests
            case .forbidden: .forbidden
            case .busy: .serviceUnavailable
            case nil: Status(kind: error.kind)
            }
    }

    /// - Parameter kind: nil for the errors of JSON-RPC, all of which are faults of the request.
    private init(kind: RPCError.Kind?) {
        self =
            switch kind {
            case .exception, .timeout, .interrupted, .memoryLimit, .crashed: .unprocessableContent
            case .disposed: .gone
            case .valueTooLarge: .contentTooLarge
            case .unavailable: .serviceUnavailable
            case nil: .badRequest
            }
    }
}
