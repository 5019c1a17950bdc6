import Isolates
import Wire

/// The options of a context, as `createContext` and `runInNewContext` take them.
struct ContextParameters: Sendable {
    /// What becomes of a context whose run was killed.
    enum Recovery: String {
        case rollback, discard
    }

    let sandbox: Value
    let settings: ContextSettings
    let template: String?

    /// - Parameter lifetime: what the functions and promises in the sandbox refer to.
    init(_ parameters: inout Parameters, lifetime: @escaping Value.LifetimeOfHandle) throws(RPCError) {
        sandbox = try parameters.object("sandbox", lifetime: lifetime) ?? .object([:])
        var generation = CodeGeneration()
        if var members = try parameters.members("codeGeneration") {
            generation.strings = try members.bool("strings") ?? true
            generation.wasm = try members.bool("wasm") ?? true
            try members.finish()
        }
        settings = ContextSettings(
            name: try parameters.string("name"), origin: try parameters.string("origin"), codeGeneration: generation,
            microtaskMode: try parameters.choice("microtaskMode"), memoryLimit: try parameters.size("memoryLimit"))
        // Until there are checkpoints, a context whose run was killed is gone whatever was asked for.
        _ = try parameters.choice("recovery", of: Recovery.self)
        template = try parameters.string("template")
    }

    /// Makes the context.
    func make(in supervisor: Supervisor) async throws -> Context {
        guard template == nil else { throw RPCError.unavailable("templates are not there yet") }
        return try await refusing("sandbox") { () async throws(VMError) in
            try await supervisor.createContext(sandbox, settings)
        }
    }
}

/// Does something with a value of the client's that may turn out to be malformed, which is then said of that parameter.
func refusing<T>(_ parameter: String, _ body: () async throws(VMError) -> T) async throws -> T {
    do { return try await body() } catch {
        guard error.code == .invalidValue else { throw error }
        throw RPCError.invalidParams("\(parameter): \(error.message)")
    }
}
