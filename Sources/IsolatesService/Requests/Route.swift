/// What a request asks for, according to its method and path.
enum Route: Sendable, Equatable {
    case healthz, readyz, metrics
    case rpc
    /// A method of rpc.md.
    case call(RPCCall)

    struct RPCCall: Sendable, Equatable {
        let method: String
        /// The context that the path names.
        var context: String?
        var success = Status.ok

        /// Whether it runs a script. Then the answer also has its console entries and resource usage.
        var isRun: Bool { method == "runInNewContext" || method == "runInContext" }
    }

    /// Why there is no route.
    struct Missing: Error, Equatable {
        let reason: String
        /// The methods that the path accepts; empty if there is no such path.
        var allowed: [String] = []
    }

    init(method: String, uri: String) throws(Missing) {
        let path = uri.prefix { $0 != "?" }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let routes = Self.routes(parts)
        guard !routes.isEmpty else { throw Missing(reason: "there is no \(path.prefix(200))") }
        // Whatever has GET also has HEAD (RFC 9110, 9.3.2).
        guard let route = routes.first(where: { $0.method == method || method == "HEAD" && $0.method == "GET" }) else {
            let allowed = routes.map(\.method)
            throw Missing(
                reason: "there is no \(method.prefix(20)) \(path.prefix(200)); it takes "
                    + allowed.joined(separator: " and "), allowed: allowed)
        }
        self = route.route
    }

    private static func routes(_ parts: [String]) -> [(method: String, route: Route)] {
        switch (parts.count, parts.first) {
        case (1, "healthz"): return [("GET", .healthz)]
        case (1, "readyz"): return [("GET", .readyz)]
        case (1, "metrics"): return [("GET", .metrics)]
        case (2, "v1") where parts[1] == "rpc": return [("GET", .rpc)]
        case (2, "v1") where parts[1] == "run": return [("POST", .call(RPCCall(method: "runInNewContext")))]
        case (2, "v1") where parts[1] == "contexts":
            return [("POST", .call(RPCCall(method: "createContext", success: .created)))]
        case (3, "v1") where parts[1] == "contexts" && !parts[2].isEmpty:
            return [
                ("GET", .call(RPCCall(method: "stats", context: parts[2]))),
                ("DELETE", .call(RPCCall(method: "disposeContext", context: parts[2], success: .noContent))),
            ]
        case (4, "v1") where parts[1] == "contexts" && !parts[2].isEmpty: return routes(parts[3], of: parts[2])
        default: return []
        }
    }

    private static func routes(_ name: String, of context: String) -> [(method: String, route: Route)] {
        switch name {
        case "run": [("POST", .call(RPCCall(method: "runInContext", context: context)))]
        case "fork": [("POST", .call(RPCCall(method: "forkContext", context: context, success: .created)))]
        case "sandbox":
            [
                ("GET", .call(RPCCall(method: "getSandbox", context: context))),
                ("PATCH", .call(RPCCall(method: "setSandbox", context: context, success: .noContent))),
            ]
        default: []
        }
    }
}
