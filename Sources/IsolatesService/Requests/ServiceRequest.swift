/// A complete request.
struct ServiceRequest: Sendable {
    let method: String
    let uri: String
    let credentials: Credentials
    let trace: TraceContext
    let peer: Peer
    var body: [UInt8] = []
}

/// A complete answer.
struct ServiceAnswer: Sendable {
    enum ContentType: String, Sendable {
        case json = "application/json"
        case text = "text/plain; charset=utf-8"
        case prometheus = "text/plain; version=0.0.4; charset=utf-8"
    }

    let status: Status
    var contentType = ContentType.json
    var body: [UInt8] = []
    var headers: [(name: String, value: String)] = []

    static func text(_ status: Status, _ text: String) -> ServiceAnswer {
        ServiceAnswer(status: status, contentType: .text, body: Array((text + "\n").utf8))
    }
}
