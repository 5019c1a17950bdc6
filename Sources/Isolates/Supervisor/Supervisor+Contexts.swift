import Wire

extension Supervisor {
    /// Makes a context whose global object has the sandbox's properties (Node's `vm.createContext`).
    ///
    /// The sandbox is copied: what scripts change shows in `context.sandbox`.
    ///
    /// - Parameters:
    ///   - sandbox: the properties; none by default.
    ///   - contextName: a name for people to read; none by default.
    ///   - contextOrigin: an origin (RFC 6454) for people to read; none by default.
    ///   - contextCodeGeneration: whether scripts may make code from strings and WebAssembly; both by default.
    ///   - microtaskMode: `afterEvaluate`, or nil, the default, for Node's: a result is taken before the microtasks
    ///     have run.
    ///   - memoryLimit: how much memory the context's process may make resident beyond what it began with, above 0; no
    ///     limit by default. It is measured from outside the more often the less is left, and the engine is told to
    ///     collect its garbage sooner, so that what a script holds no longer does not count. Of very large objects the
    ///     last two or three may, since the engine takes what looks like a reference on the stack for one. Where a
    ///     control group is delegated to the program the kernel holds it, too, see `Configuration.usesControlGroups`.
    ///   - recovery: what becomes of the context when a run of it is killed; by default it goes on as it stood before
    ///     that run.
    /// - Throws: `VMError`: `unavailable` where no worker can be had, `valueTooLarge` and `invalidValue` for a sandbox
    ///   that can't cross.
    public func createContext(
        _ sandbox: Value.Object = [:], contextName: String? = nil, contextOrigin: String? = nil,
        contextCodeGeneration: CodeGeneration = CodeGeneration(), microtaskMode: MicrotaskMode? = nil,
        memoryLimit: ByteCount? = nil, recovery: Recovery = .rollback
    ) async throws(VMError) -> Context {
        let settings = ContextSettings(
            name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode,
            memoryLimit: memoryLimit, recovery: recovery)
        return try await createContext(.object(sandbox), settings, owner: self)
    }

    /// - Parameter sandbox: an object. Where it reaches itself, it means the global object.
    package func createContext(_ sandbox: Value, _ settings: ContextSettings) async throws(VMError) -> Context {
        try await createContext(sandbox, settings, owner: self)
    }

    /// Whether the context is one of this supervisor's, and alive (Node's `vm.isContext`).
    ///
    /// - Parameter context: any context.
    public func isContext(_ context: Context) -> Bool {
        self.context(context.id) === context
    }

    /// The live context of that id, or nil.
    ///
    /// - Parameter id: as `Context.id`.
    public func context(_ id: String) -> Context? {
        guard let context = state.withLock({ $0.contexts[id]?.load() }), !context.isDisposed else { return nil }
        return context
    }

    func createContext(
        _ sandbox: Value, _ settings: ContextSettings, from given: Template? = nil, owner: Supervisor?
    ) async throws(VMError) -> Context {
        try settings.validate()
        var silentWorkers = 0
        var template = given
        if template == nil, settings.modules != nil { template = try await moduleTemplate() }
        let parser = given != nil && settings.modules != nil ? try parser(for: given) : []
        while true {
            let context = try await startContext(settings, from: template, owner: owner)
            var options = options(settings, context)
            if let modules = settings.modules { options.modules = try context.encode(modules.options) }
            let properties = sandbox.object?.isEmpty == true ? nil : try context.encode(sandbox)
            let configure = { @Sendable [options] (id: Int) in
                parser + Request.configure(id: id, options, sandbox: properties).frame()
            }
            do {
                let isSmall = (properties?.count ?? 0) <= ContextProcesses.Recipe.longest
                try await context.configure(configure, source: isSmall ? source(of: template) : nil)
                return context
            } catch {
                // A copy that hangs costs its own process, and a second one does its work.
                guard context.processes.end == .silent, silentWorkers < 2 else { throw error }
                silentWorkers += 1
            }
        }
    }

    /// The frame that brings acorn to a context of a template which has none.
    private func parser(for template: Template?) throws(VMError) -> [UInt8] {
        if template?.context.settings.modules != nil { return [] }
        return Request.loadParser(source: try ModuleParser.load()).frame()
    }

    private func options(_ settings: ContextSettings, _ context: Context) -> ContextOptions {
        let limits = configuration.limits
        return ContextOptions(
            allowsStrings: settings.codeGeneration.strings, allowsWasm: settings.codeGeneration.wasm,
            takesResultAfterMicrotasks: settings.microtaskMode == .afterEvaluate,
            formatsConsole: configuration.formatsConsole, maximumDepth: limits.maximumDepth,
            maximumLength: limits.maximumEncodedBytes, handlePrefix: "\(context.id).", globals: settings.globals)
    }

    private func startContext(
        _ settings: ContextSettings, from template: Template?, owner: Supervisor?
    ) async throws(VMError) -> Context {
        let pool = try await pool(of: template)
        // A worker that is ready has its place already, but for the memory that its context may not take.
        if !places.measuresMemory, let worker = pool.takeReady() {
            let new = newEvents(settings)
            worker.change(to: new.owner)
            return context(new, settings, worker, from: template, owner: owner)
        }
        try await admit()
        defer { places.settle() }
        let new = newEvents(settings)
        do {
            return context(new, settings, try pool.take(for: new.owner), from: template, owner: owner)
        } catch {
            throw VMError(unavailable: "there are no descriptors for a worker's pipes: \(error)")
        }
    }

    /// What the context could be made again from; nil where that is gone.
    private func source(of template: Template?) -> (any WorkerSource)? {
        let source = if let template { template.pool.source } else { state.withLock { $0.pool }?.source }
        return source?.isAlive == true ? source : nil
    }

    func pool(of template: Template?) async throws(VMError) -> WorkerPool {
        if let template {
            if let reason = template.reasonOfDisposal { throw VMError(disposed: reason) }
            return template.pool
        }
        let zygote = try await zygote()
        return state.withLock { $0.pool } ?? WorkerPool(zygote, size: 0, places)
    }
}
