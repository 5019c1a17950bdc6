import Wire
import Workers

extension Supervisor {
    /// The parts of a context that must exist before its worker.
    struct NewContext {
        let id: String
        let queue: RunQueue
        let events: ContextEvents
        /// The assignment of the context's worker.
        let assignment: WorkerAssignment
    }

    func newEvents(_ settings: ContextOptions) -> NewContext {
        let number = state.withLock { state in
            state.lastContext += 1
            return state.lastContext
        }
        let id = configuration.contextID(number)
        let queue = RunQueue(admission.room)
        let events = ContextEvents(
            notifications: EventQueue(
                context: id,
                handlers: EventHandlers(
                    console: configuration.console, consolePause: configuration.consolePause,
                    unhandledRejection: configuration.unhandledRejection),
                limits: configuration.limits, supervisorReaders: readers),
            queue: queue,
            accounts: accounts
        ) { [weak self] in
            // The removed reference is released here, outside the lock.
            _ = self?.state.withLock { $0.contexts.removeValue(forKey: id) }
        }
        let assignment = WorkerAssignment(
            delegate: events, memoryLimit: settings.memoryLimit?.bytes, registry: admission)
        return NewContext(id: id, queue: queue, events: events, assignment: assignment)
    }

    /// Makes the context that a worker serves, and registers it with this supervisor.
    func context(
        _ new: NewContext, _ settings: ContextOptions, _ worker: WorkerProcess, from template: Template? = nil,
        role: Context.Role
    ) -> Context {
        let context = Context(
            id: new.id, role: role, settings: settings, limits: configuration.limits,
            // The supervisor's own contexts must not keep it alive.
            supervisor: [.main, .compiler, .moduleTemplate].contains(role) ? nil : self,
            processes: ContextProcesses(worker, recovery: settings.recovery, admission), queue: new.queue,
            events: new.events, accounts: accounts
        ) { [weak self] context throws(VMError) in
            guard let self else { throw VMError(unavailable: "the supervisor of context \(context.id) is gone") }
            return try await fork(context)
        }
        let reference = WeakReference(context)
        state.withLock { $0.contexts[new.id] = reference }
        accounts.telemetry.contextMade(context.id, name: context.name)
        if let template { context.learn(from: template.context) }
        // The end of the context may have been reported before the supervisor knew the context.
        if context.isDisposed { state.withLock { $0.contexts[new.id] = nil } }
        return context
    }
}

extension Context {
    /// Sets the worker up as this context: its options and its sandbox.
    ///
    /// - Parameter pool: the pool from which such a worker could be made again; nil if there is none, or if the request
    ///   is too large to be kept.
    func configure(
        _ request: @escaping @Sendable (_ id: Int) -> [UInt8], pool: WorkerPool?
    ) async throws(VMError) {
        do {
            _ = try await self.request(isFirst: true, request)
        } catch {
            // A context whose worker ended early takes no requests any more. Whoever makes the context wants to know
            // why, not that it is disposed.
            throw error.code == .disposed ? processes.end.map(VMError.init) ?? error : error
        }
        guard let pool else { return processes.contextChanged(self) }
        processes.keep(pool, request)
    }
}
