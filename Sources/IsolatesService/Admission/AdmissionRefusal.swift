import IsolatesRPC

/// Why a request is not let in.
struct AdmissionRefusal: Error {
    let rejection: Rejection
    let error: RPCError

    init(_ rejection: Rejection, _ cause: RPCError.Cause, _ reason: String) {
        self.rejection = rejection
        error = .refused(cause, reason)
    }

    /// A limit of the tenant's own.
    static func tenant(_ rejection: Rejection, _ reason: String, _ wait: Duration = .seconds(1)) -> AdmissionRefusal {
        AdmissionRefusal(rejection, .clientLimit(retryAfter: wait), reason)
    }
}
