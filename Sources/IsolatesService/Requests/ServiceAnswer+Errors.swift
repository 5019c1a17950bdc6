import IsolatesRPC
import Wire

extension ServiceAnswer {
    /// The answer to a request that failed.
    ///
    /// - Parameters:
    ///   - status: the status, if the error alone does not determine it.
    ///   - members: writes the members beside the error.
    init(_ error: RPCError, _ status: Status? = nil, members: (inout JSONWriter) -> Void = { _ in }) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("error")
        error.encode(into: &writer)
        members(&writer)
        writer.endObject()
        self.init(status: status ?? Status(error), body: writer.bytes)
        switch error.cause {
        case .otherHost(let host): headers.append(("x-isolates-host", host))
        case .clientLimit(let pause), .busy(let pause): retry(after: pause)
        default: if self.status == .serviceUnavailable { retry(after: .seconds(1)) }
        }
    }

    /// Whole seconds, rounded up (RFC 9110, 10.2.3).
    private mutating func retry(after pause: Duration) {
        headers.append(("retry-after", "\(max(1, Int((pause / .seconds(1)).rounded(.up))))"))
    }

    static func refusal(_ refusal: IdentityRules.Refusal) -> ServiceAnswer {
        let error = RPCError.refused(.forbidden, refusal.reason)
        guard case .unauthorized = refusal else { return ServiceAnswer(error, .forbidden) }
        var answer = ServiceAnswer(error, .unauthorized)
        answer.headers.append(("www-authenticate", "Bearer"))
        return answer
    }
}
