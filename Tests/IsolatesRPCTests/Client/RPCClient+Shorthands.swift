import IsolatesTestSupport

extension RPCClient {
    /// Creates a context and returns its id.
    func context(_ options: JSON = [:]) async throws -> String {
        try await call("createContext", options)["context"]?.string ?? ""
    }

    /// Sends a request and returns one member of its result.
    func call(_ method: String, _ params: JSON = [:], member: String) async throws -> JSON? {
        try await call(method, params)[member]
    }

    /// Runs code in a context and returns the value.
    @discardableResult
    func run(_ code: String, in context: String, _ options: JSON = [:]) async throws -> JSON {
        try await start(code, in: context, options).result()["result"] ?? .null
    }

    /// Begins to run code in a context.
    func start(_ code: String, in context: String, _ options: JSON = [:]) -> Request {
        let params: JSON = ["code": "\(code)", "context": "\(context)"]
        return start("runInContext", params.merging(options))
    }

    /// Awaits an error.
    func failure(_ method: String, _ params: JSON) async throws -> Failure {
        try await start(method, params).failure()
    }
}
