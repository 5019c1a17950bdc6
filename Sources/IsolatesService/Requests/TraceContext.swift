/// Identifies a request in other systems' logs, by its headers `traceparent` (W3C Trace Context) and `x-request-id`.
struct TraceContext: Sendable {
    private static let maximumLength = 256

    let traceparent: String?
    let requestID: String?

    init(traceparent: String?, requestID: String?) {
        self.traceparent = traceparent.flatMap(Self.clean)
        self.requestID = requestID.flatMap(Self.clean)
    }

    /// Nil if it is too long to be repeated, or has other characters than printable ASCII.
    private static func clean(_ text: String) -> String? {
        text.utf8.count <= maximumLength && text.utf8.allSatisfy { (0x20...0x7e).contains($0) } ? text : nil
    }
}
