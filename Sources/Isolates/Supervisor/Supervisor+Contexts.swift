import Wire
import Workers

extension Supervisor: ContextSource {
    nonisolated(nonsending) public func createContext(
        properties: Value, options: ContextOptions
    ) async throws(VMError) -> Context {
        try await createContext(.value(properties), options)
    }

    /// - Parameter properties: the sandbox, an object.
    nonisolated(nonsending) package func createContext(
        _ properties: EncodableValue, _ options: ContextOptions
    ) async throws(VMError) -> Context {
        try await createContext(properties, options, role: .program)
    }

    /// Whether the context belongs to this supervisor and is alive (Node's `vm.isContext`).
    ///
    /// - Parameter context: any context.
    public func isContext(_ context: Context) -> Bool {
        self.context(context.id) === context
    }

    /// The live context with this id, or nil.
    ///
    /// - Parameter id: the context's `Context.id`.
    public func context(_ id: String) -> Context? {
        guard let context = state.withLock({ $0.contexts[id] })?.load(), !context.isDisposed else { return nil }
        return context
    }

    func createContext(
        _ sandbox: EncodableValue, _ settings: ContextOptions, from given: Template? = nil, role: Context.Role
    ) async throws(VMError) -> Context {
        try settings.validate()
        var silentWorkers = 0
        var template = given
        if template == nil, settings.moduleSettings != nil { template = try await moduleTemplate() }
        let parser = given != nil && settings.moduleSettings != nil ? try parser(for: given) : []
        while true {
            let context = try await startContext(settings, from: template, role: role)
            var options = options(settings, context)
            if let modules = settings.moduleSettings { options.modules = try context.encode(modules.options) }
            let properties = sandbox.isEmptyObject ? nil : try context.encode(sandbox)
            let configure = { @Sendable [options] (id: Int) in
                parser + Request.configure(id: id, options, sandbox: properties).frame()
            }
            do {
                let isSmall = (properties?.count ?? 0) <= RecoveryState.Recipe.longest
                try await context.configure(configure, pool: isSmall ? livePool(of: template) : nil)
                return context
            } catch {
                // A copy that hangs costs only its own process; a second copy does the work.
                guard context.processes.end == .silent, silentWorkers < 2 else { throw error }
                silentWorkers += 1
            }
        }
    }

    /// The frame that loads acorn into a context whose template does not have it.
    private func parser(for template: Template?) throws(VMError) -> [UInt8] {
        if template?.context.settings.moduleSettings != nil { return [] }
        return Request.loadParser(source: try ModuleParser.load()).frame()
    }

    private func options(_ settings: ContextOptions, _ context: Context) -> WorkerOptions {
        let limits = configuration.limits
        return WorkerOptions(
            allowsStrings: settings.codeGeneration.strings, allowsWasm: settings.codeGeneration.wasm,
            takesResultAfterMicrotasks: settings.microtaskMode == .afterEvaluate,
            formatsConsole: configuration.formatsConsole,
            passesConsoleArguments: configuration.passesConsoleArguments,
            colorsOutput: configuration.terminal.colorsOutput,
            colorsErrors: configuration.terminal.colorsErrors, passesEscapes: configuration.terminal.passesEscapes,
            maximumDepth: limits.maximumDepth, maximumLength: limits.maximumEncodedBytes,
            handlePrefix: "\(context.id).", globals: settings.globals.map(\.rawValue),
            ignoresSourceMaps: !settings.sourceMaps,
            isUndoable: context.processes.commits)
    }

    private func startContext(
        _ settings: ContextOptions, from template: Template?, role: Context.Role
    ) async throws(VMError) -> Context {
        let pool = try await pool(of: template)
        let new = newEvents(settings)
        // A ready worker already has its place. Only a limit on memory could still refuse the context.
        if !admission.measuresMemory, let worker = pool.takeReady(for: new.assignment) {
            return context(new, settings, worker, from: template, role: role)
        }
        try await admit()
        defer { admission.endReservation() }
        do {
            return context(new, settings, try pool.take(for: new.assignment), from: template, role: role)
        } catch {
            throw VMError(unavailable: "there are no descriptors for a worker's pipes: \(error)")
        }
    }

    /// The pool from which the context could be made again; nil if nothing can be forked for it any more.
    private func livePool(of template: Template?) -> WorkerPool? {
        let pool = template.map(\.pool) ?? state.withLock { $0.pool }
        return pool?.source.isAlive == true ? pool : nil
    }

    func pool(of template: Template?) async throws(VMError) -> WorkerPool {
        if let template {
            if let reason = template.reasonOfDisposal { throw VMError(disposed: reason) }
            return template.pool
        }
        let zygote = try await zygote()
        return state.withLock { $0.pool } ?? WorkerPool(zygote, size: 0, admission)
    }
}
