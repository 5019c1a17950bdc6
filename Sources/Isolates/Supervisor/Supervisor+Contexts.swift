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
    ///   - microtaskMode: `afterEvaluate`, or nil, the default, for Node's: a result is taken before the microtasks have run.
    ///   - memoryLimit: how much memory the context's process may make resident, above 0; no limit by default.
    /// - Throws: `VMError`: `unavailable` where no worker can be had, `valueTooLarge` and `invalidValue` for a sandbox that can't cross.
    public func createContext(
        _ sandbox: Value.Object = [:], contextName: String? = nil, contextOrigin: String? = nil,
        contextCodeGeneration: CodeGeneration = CodeGeneration(), microtaskMode: MicrotaskMode? = nil,
        memoryLimit: ByteCount? = nil
    ) async throws(VMError) -> Context {
        let settings = ContextSettings(
            name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration, microtaskMode: microtaskMode,
            memoryLimit: memoryLimit)
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
        _ sandbox: Value, _ settings: ContextSettings, owner: Supervisor?
    ) async throws(VMError) -> Context {
        try settings.validate()
        let limits = configuration.limits
        var silentWorkers = 0
        while true {
            let context = try await startContext(settings, owner: owner)
            let options = ContextOptions(
                allowsStrings: settings.codeGeneration.strings, allowsWasm: settings.codeGeneration.wasm,
                takesResultAfterMicrotasks: settings.microtaskMode == .afterEvaluate,
                formatsConsole: configuration.formatsConsole, maximumDepth: limits.maximumDepth,
                maximumLength: limits.maximumEncodedBytes, handlePrefix: "\(context.id).")
            let properties = sandbox.object?.isEmpty == true ? nil : try context.encode(sandbox)
            do {
                _ = try await context.request { Request.configure(id: $0, options, sandbox: properties).frame() }
                return context
            } catch {
                // A copy that hangs costs its own process, and a second one does its work.
                guard context.worker.end == .silent, silentWorkers < 2 else { throw error }
                silentWorkers += 1
            }
        }
    }

    private func startContext(_ settings: ContextSettings, owner: Supervisor?) async throws(VMError) -> Context {
        let zygote = try await zygote()
        let number = state.withLock { state in
            state.lastWorker += 1
            return state.lastWorker
        }
        let id = "c\(number)"
        let limits = configuration.limits
        let queue = RunQueue()
        let events = ContextEvents(
            told: EventQueue(context: id, configuration: configuration, supervisorReaders: readers), queue: queue
        ) { [weak self] in
            self?.state.withLock { _ = $0.contexts.removeValue(forKey: id) }
        }
        var start: WorkerProcess.Start
        do {
            start = try WorkerProcess.make(number: number, memoryLimit: settings.memoryLimit?.bytes, delegate: events)
        } catch {
            throw VMError(unavailable: "there are no descriptors for a worker's pipes: \(error)")
        }
        let worker = start.worker
        let context = Context(
            id: id, name: settings.name, origin: settings.origin, limits: limits, supervisor: owner,
            worker: worker, queue: queue, events: events)
        state.withLock { $0.contexts[id] = WeakReference(context) }
        zygote.fork(worker, reading: start.reading.take()!, writing: start.writing.take()!)
        worker.watchStart(patience: .seconds(2))
        return context
    }
}
