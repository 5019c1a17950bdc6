import Wire

extension Supervisor {
    /// How long a template's set-up may take by default.
    public static let defaultSetUpTimeout = Duration.seconds(30)

    /// Makes a template: runs scripts, once, in a worker of its own, of which contexts are then copies.
    ///
    /// - Parameters:
    ///   - scripts: what is run, in this order. What they complete with is dropped.
    ///   - sandbox: the properties of the global object, before the scripts run; none by default.
    ///   - warmUp: a script that is run after them, and again in each worker that is forked ahead, so that memory is
    ///     written to before the first run would. It should use what the contexts will, and leave nothing behind; what
    ///     it throws is ignored there. None by default.
    ///   - timeout: how long each script may take, above 0; 30 s by default.
    /// - Throws: `VMError`: `exception` where a script throws, `timeout` where it takes too long, `crashed` where it
    ///   takes its worker along, each with the script's own message; and as `createContext`.
    public func createTemplate(
        _ scripts: [Script], sandbox: Value.Object = [:], warmUp: Script? = nil, timeout: Duration = defaultSetUpTimeout
    ) async throws(VMError) -> Template {
        try await createTemplate(
            scripts, properties: .object(sandbox), warmUp: warmUp.map { [$0] } ?? [], timeout: timeout)
    }

    /// - Parameter properties: the sandbox, an object. Where it reaches itself, it means the global object.
    package func createTemplate(
        _ scripts: [Script], properties: Value, warmUp: [Script] = [], timeout: Duration = defaultSetUpTimeout,
        modules: ModuleSettings? = nil, globals: [String] = []
    ) async throws(VMError) -> Template {
        var settings = ContextSettings(recovery: .discard)
        settings.modules = modules
        settings.globals = globals
        let context = try await createContext(properties, settings, owner: self)
        for script in scripts + warmUp {
            _ = try await context.run(script, RunOptions(timeout: timeout))
        }
        _ = try await context.request(RunOptions(timeout: timeout)) { Request.prepareForCopies(id: $0).frame() }
        let number = state.withLock { state in
            state.lastTemplate += 1
            return state.lastTemplate
        }
        return Template(id: "t\(number)", context: context, warmUp: warmUp, supervisor: self, configuration, places)
    }
}
