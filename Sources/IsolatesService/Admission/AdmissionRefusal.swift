import IsolatesRPC

/// Why a request is not admitted.
struct AdmissionRefusal: Error {
    let rejection: Rejection
    let error: RPCError

    init(_ rejection: Rejection, _ cause: RPCError.Cause, _ reason: String) {
        self.rejection = rejection
        error = .refused(cause, reason)
    }

    /// The refusal of a request that goes past one of the tenant's own limits.
    static func tenant(_ rejection: Rejection, _ reason: String, _ wait: Duration = .seconds(1)) -> AdmissionRefusal {
        AdmissionRefusal(rejection, .clientLimit(retryAfter: wait), reason)
    }
}
