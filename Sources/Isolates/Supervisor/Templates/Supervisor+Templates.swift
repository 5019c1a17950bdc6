import Wire
import Workers

extension Supervisor {
    /// How long each script of a template's set-up may take by default: 30 s.
    public static let defaultSetUpTimeout = Duration.seconds(30)

    /// Makes a template: runs scripts once, in a worker of its own. Contexts made from the template start as copies of
    /// that worker.
    ///
    /// - Parameters:
    ///   - scripts: the set-up scripts, run in this order. Their results are dropped.
    ///   - sandbox: the properties of the global object, before the scripts run; none by default.
    ///   - warmUp: a script that runs after the set-up scripts, and again in each worker that is forked ahead, so that
    ///     the pages that a context's first run writes to are already the worker's own. It should call the functions
    ///     that the contexts will use, and leave nothing behind. In workers that are forked ahead, its exceptions are
    ///     ignored. None by default.
    ///   - timeout: how long each script may take, above 0; 30 s by default.
    ///   - modules: finds the modules that the scripts and the contexts import; none by default.
    ///   - globals: the groups of web globals for the scripts and the contexts; none by default.
    /// - Throws: `VMError`: `exception` if a script throws, `timeout` if it takes too long, `crashed` if its worker
    ///   dies; and as `createContext`.
    nonisolated(nonsending) public func createTemplate(
        _ scripts: [Script], sandbox: Value.Object = [:], warmUp: Script? = nil,
        timeout: Duration = defaultSetUpTimeout,
        modules: (any ModuleResolver)? = nil, globals: [WebGlobals] = []
    ) async throws(VMError) -> Template {
        try await createTemplate(
            scripts, properties: .value(.object(sandbox)), warmUp: warmUp.map { [$0] } ?? [], timeout: timeout,
            modules: modules.map { .resolver($0) }, globals: globals)
    }

    /// As `createTemplate`, with a literal that may contain Swift values as the sandbox.
    @_disfavoredOverload
    nonisolated(nonsending) public func createTemplate(
        _ scripts: [Script], sandbox: Value.Properties, warmUp: Script? = nil, timeout: Duration = defaultSetUpTimeout,
        modules: (any ModuleResolver)? = nil, globals: [WebGlobals] = []
    ) async throws(VMError) -> Template {
        try await createTemplate(
            scripts, properties: .value(Value(sandbox: sandbox)), warmUp: warmUp.map { [$0] } ?? [], timeout: timeout,
            modules: modules.map { .resolver($0) }, globals: globals)
    }

    /// As `createTemplate`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
    @_disfavoredOverload
    nonisolated(nonsending) public func createTemplate(
        _ scripts: [Script], sandbox: some Encodable, warmUp: Script? = nil, timeout: Duration = defaultSetUpTimeout,
        modules: (any ModuleResolver)? = nil, globals: [WebGlobals] = []
    ) async throws(VMError) -> Template {
        try await createTemplate(
            scripts, properties: .value(Value(sandbox: sandbox)), warmUp: warmUp.map { [$0] } ?? [], timeout: timeout,
            modules: modules.map { .resolver($0) }, globals: globals)
    }

    /// - Parameters:
    ///   - properties: the sandbox, an object. References to itself in it stand for the global object.
    ///   - memoryLimit: how much memory the set-up may take; any amount by default.
    package func createTemplate(
        _ scripts: [Script], properties: EncodableValue, warmUp: [Script] = [], timeout: Duration = defaultSetUpTimeout,
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
