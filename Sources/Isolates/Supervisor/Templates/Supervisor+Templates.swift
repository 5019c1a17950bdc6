import Wire
import Workers

extension Supervisor {
    /// How long a template's set-up may take by default.
    public static let defaultSetUpTimeout = Duration.seconds(30)

    /// Makes a template: runs scripts once, in a worker of its own. Contexts made from the template are copies of that
    /// worker.
    ///
    /// - Parameters:
    ///   - scripts: what is run, in this order. Their results are dropped.
    ///   - sandbox: the properties of the global object, before the scripts run; none by default.
    ///   - warmUp: a script that is run after them, and again in each worker that is forked ahead, so that a context's
    ///     first run finds memory that is already its own. It should use what the contexts will, and leave nothing
    ///     behind; what it throws is ignored there. None by default.
    ///   - timeout: how long each script may take, above 0; 30 s by default.
    ///   - modules: finds what is imported, by the scripts and in the contexts; nothing by default.
    ///   - globals: the groups of web globals that they find; none by default.
    /// - Throws: `VMError`: `exception` where a script throws, `timeout` where it takes too long, `crashed` where its
    ///   worker dies of it, each with the script's own message; and as `createContext`.
    nonisolated(nonsending) public func createTemplate(
        _ scripts: [Script], sandbox: Value.Object = [:], warmUp: Script? = nil,
        timeout: Duration = defaultSetUpTimeout,
        modules: (any ModuleResolver)? = nil, globals: [WebGlobals] = []
    ) async throws(VMError) -> Template {
        try await createTemplate(
            scripts, properties: .object(sandbox), warmUp: warmUp.map { [$0] } ?? [], timeout: timeout,
            modules: modules.map { .resolver($0) }, globals: globals)
    }

    /// As `createTemplate`, with a sandbox that is a literal with Swift values in it.
    @_disfavoredOverload
    nonisolated(nonsending) public func createTemplate(
        _ scripts: [Script], sandbox: Value.Properties, warmUp: Script? = nil, timeout: Duration = defaultSetUpTimeout,
        modules: (any ModuleResolver)? = nil, globals: [WebGlobals] = []
    ) async throws(VMError) -> Template {
        try await createTemplate(
            scripts, properties: Value(sandbox: sandbox), warmUp: warmUp.map { [$0] } ?? [], timeout: timeout,
            modules: modules.map { .resolver($0) }, globals: globals)
    }

    /// As `createTemplate`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
    @_disfavoredOverload
    nonisolated(nonsending) public func createTemplate(
        _ scripts: [Script], sandbox: some Encodable, warmUp: Script? = nil, timeout: Duration = defaultSetUpTimeout,
        modules: (any ModuleResolver)? = nil, globals: [WebGlobals] = []
    ) async throws(VMError) -> Template {
        try await createTemplate(
            scripts, properties: Value(sandbox: sandbox), warmUp: warmUp.map { [$0] } ?? [], timeout: timeout,
            modules: modules.map { .resolver($0) }, globals: globals)
    }

    /// - Parameters:
    ///   - properties: the sandbox, an object. Where it reaches itself, it means the global object.
    ///   - memoryLimit: how much memory the set-up may take; any amount by default.
    package func createTemplate(
        _ scripts: [Script], properties: Value, warmUp: [Script] = [], timeout: Duration = defaultSetUpTimeout,
        memoryLimit: ByteCount? = nil, modules: ModuleSettings? = nil, globals: [WebGlobals] = []
    ) async throws(VMError) -> Template {
        var options = ContextOptions(memoryLimit: memoryLimit, recovery: .discard)
        options.moduleSettings = modules
        options.globals = globals
        let context = try await createContext(properties, options, role: .template)
        for script in scripts + warmUp {
            _ = try await context.run(script, RunOptions(timeout: timeout))
        }
        _ = try await context.request(RunOptions(timeout: timeout)) { Request.prepareForCopies(id: $0).frame() }
        let number = state.withLock { state in
            state.lastTemplate += 1
            return state.lastTemplate
        }
        return Template(id: "t\(number)", context: context, warmUp: warmUp, supervisor: self, configuration, admission)
    }
}
