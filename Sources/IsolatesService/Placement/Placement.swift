import IsolatesRPC

/// Names the contexts of this host, and tells from an id which host its context belongs to.
package struct Placement: Sendable {
    package let host: HostName
    /// The time at which this program began, in milliseconds since 1970. Its contexts are numbered from there, so an id
    /// from an earlier life of the host can be recognized by its lower number.
    private let start: Int

    package init(host: HostName, start: Int) {
        self.host = host
        self.start = start
    }

    package func id(number: Int) -> String {
        ContextID(host: host, number: start + number).description
    }

    /// Why there is no context with an id, if the id itself tells.
    package func explanation(of id: String) -> RPCError? {
        guard let id = ContextID(id) else { return nil }
        if id.host != host {
            return .gone(
                "the context is of host \(id.host), and this is \(host)", reason: "host", .otherHost("\(id.host)"))
        }
        guard id.number < start else { return nil }
        return .gone("the context is gone: its host has been started anew", reason: "host")
    }
}
