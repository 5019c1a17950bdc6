import Isolates
import Wire

/// The options of a context, as `createContext` and `runInNewContext` take them.
struct ContextParameters: Sendable {
    let sandbox: EncodableValue
    private(set) var options: ContextOptions
    let template: String?
    let modules: ModuleParameters?

    /// - Parameters:
    ///   - lifetime: gives what the functions and promises in the sandbox refer to.
    ///   - limits: the limits that apply, with the default of the memory limit.
    init(
        _ parameters: inout Parameters, lifetime: @escaping Value.LifetimeOfHandle, _ limits: RPCLimits
    ) throws(RPCError) {
        sandbox = try parameters.properties("sandbox", lifetime: lifetime) ?? .value([:])
        var generation = CodeGeneration()
        if var members = try parameters.members("codeGeneration") {
            generation.strings = try members.bool("strings") ?? true
            generation.wasm = try members.bool("wasm") ?? true
            try members.finish()
        }
        options = ContextOptions(
            name: try parameters.string("name"), origin: try parameters.string("origin"), codeGeneration: generation,
            microtaskMode: try parameters.choice("microtaskMode"),
            memoryLimit: limits.memoryLimit(asked: try parameters.size("memoryLimit")),
            recovery: try parameters.choice("recovery") ?? .rollback)
        modules = try ModuleParameters(&parameters, lifetime: lifetime)
        options.globals = try parameters.globals("globals") ?? []
        options.sourceMaps = try parameters.bool("sourceMaps") ?? true
        template = try parameters.string("template")
    }

    /// Makes the context, from the template if there is one.
    func make(in server: RPCSession, from template: Template?) async throws -> Context {
        var options = options
        if let modules { options.moduleSettings = modules.settings(in: server) }
        return try await refusing("sandbox") { [options] () async throws(VMError) in
            guard let template else { return try await server.supervisor.createContext(sandbox, options) }
            return try await template.createContext(sandbox, options)
        }
    }

    /// The same parameters for a context that is not kept after a killed run.
    func discarding(runsModule: Bool) -> ContextParameters {
        var copy = self
        copy.options.recovery = .discard
        // A template says itself whether there are modules.
        if runsModule, template == nil { copy.options.takeModules() }
        return copy
    }
}

/// Does something with a value of the client.
///
/// - Throws: `invalidParams`, with the parameter's name, if the value is malformed; otherwise what `body` throws.
func refusing<T>(_ parameter: String, _ body: () async throws(VMError) -> T) async throws -> T {
    do { return try await body() } catch {
        guard error.code == .invalidValue else { throw error }
        throw RPCError.invalidParams("\(parameter): \(error.message)")
    }
}
