import Isolates
import Wire

/// The options of a context, as `createContext` and `runInNewContext` take them.
struct ContextParameters: Sendable {
    let sandbox: Value
    private(set) var settings: ContextSettings
    let template: String?

    /// - Parameters:
    ///   - lifetime: what the functions and promises in the sandbox refer to.
    ///   - limits: have the memory limit of a context that asks for none.
    init(
        _ parameters: inout Parameters, lifetime: @escaping Value.LifetimeOfHandle, _ limits: RPCServer.Limits
    ) throws(RPCError) {
        sandbox = try parameters.object("sandbox", lifetime: lifetime) ?? .object([:])
        var generation = CodeGeneration()
        if var members = try parameters.members("codeGeneration") {
            generation.strings = try members.bool("strings") ?? true
            generation.wasm = try members.bool("wasm") ?? true
            try members.finish()
        }
        settings = ContextSettings(
            name: try parameters.string("name"), origin: try parameters.string("origin"), codeGeneration: generation,
            microtaskMode: try parameters.choice("microtaskMode"),
            memoryLimit: try parameters.size("memoryLimit") ?? limits.memoryLimit,
            recovery: try parameters.choice("recovery") ?? .rollback)
        template = try parameters.string("template")
    }

    /// Makes the context, of the template where there is one.
    func make(in supervisor: Supervisor, from template: Template?) async throws -> Context {
        try await refusing("sandbox") { () async throws(VMError) in
            if let template { return try await template.createContext(sandbox, settings) }
            return try await supervisor.createContext(sandbox, settings)
        }
    }

    /// The same for a context that is gone with its run.
    var discarding: ContextParameters {
        var copy = self
        copy.settings.recovery = .discard
        return copy
    }
}

/// Does something with a value of the client's that may turn out to be malformed, which is then said of that parameter.
func refusing<T>(_ parameter: String, _ body: () async throws(VMError) -> T) async throws -> T {
    do { return try await body() } catch {
        guard error.code == .invalidValue else { throw error }
        throw RPCError.invalidParams("\(parameter): \(error.message)")
    }
}
