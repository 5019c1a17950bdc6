import Testing

@testable import IsolatesService

@Suite struct RouteTests {
    @Test(
        arguments: [
            ("GET", "/healthz", "healthz"), ("HEAD", "/readyz", "readyz"), ("GET", "/metrics?x=1", "metrics"),
            ("GET", "/v1/rpc", "rpc"), ("POST", "/v1/run", "runInNewContext"),
            ("POST", "/v1/contexts", "createContext"), ("POST", "/v1/contexts/c/run", "runInContext c"),
            ("GET", "/v1/contexts/c/sandbox", "getSandbox c"), ("PATCH", "/v1/contexts/c/sandbox", "setSandbox c"),
            ("POST", "/v1/contexts/c/fork", "forkContext c"), ("GET", "/v1/contexts/c", "stats c"),
            ("DELETE", "/v1/contexts/c", "disposeContext c"),
        ])
    func eachRouteIsFound(method: String, uri: String, name: String) throws {
        #expect(try Route(method: method, uri: uri).name == name)
    }

    @Test(arguments: ["/", "/v1", "/v1/", "/v1/contexts/", "/v1/contexts//run", "/v1/contexts/c/x", "/v1/run/", "x"])
    func otherPathsAreMissing(uri: String) {
        let missing = #expect(throws: Route.Missing.self) { try Route(method: "GET", uri: uri) }
        #expect(missing?.allowed == [])
    }

    @Test func aPathTellsWhichMethodsItTakes() {
        let missing = #expect(throws: Route.Missing.self) { try Route(method: "POST", uri: "/v1/contexts/c") }
        #expect(missing?.allowed == ["GET", "DELETE"])
    }
}

extension Route {
    fileprivate var name: String {
        switch self {
        case .healthz: "healthz"
        case .readyz: "readyz"
        case .metrics: "metrics"
        case .rpc: "rpc"
        case .call(let call): call.method + (call.context.map { " \($0)" } ?? "")
        }
    }
}
