import Wire
import Workers

extension Supervisor {
    /// The parts of a context that must be there before its worker is.
    struct NewContext {
        let id: String
        let queue: RunQueue
        let events: ContextEvents
        /// What its worker is to be made with.
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
                    console: configuration.console, unhandledRejection: configuration.unhandledRejection),
                limits: configuration.limits, supervisorReaders: readers),
            queue: queue,
            accounts: accounts
        ) { [weak self] in
            // Let go of here, outside of the lock.
            _ = self?.state.withLock { $0.contexts.removeValue(forKey: id) }
        }
        let assignment = WorkerAssignment(
            delegate: events, memoryLimit: settings.memoryLimit?.bytes, registry: admission)
        return NewContext(id: id, queue: queue, events: events, assignment: assignment)
    }

    /// The context around a worker, known to this supervisor from now on.
    func context(
        _ new: NewContext, _ settings: ContextOptions, _ worker: WorkerProcess, from template: Template? = nil,
        role: Context.Role
    ) -> Context {
        let context = Context(
            id: new.id, role: role, settings: settings, limits: configuration.limits,
            // The supervisor's own contexts do not keep it alive.
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
        // Its end may have been told before the supervisor knew of it.
        if context.isDisposed { state.withLock { $0.contexts[new.id] = nil } }
        return context
    }
}

extension Context {
    /// Sets the worker up as this context: its options and its sandbox.
    ///
    /// - Parameter source: what such a worker could be made from again; nil where the request is too large to be kept.
    func configure(
        _ request: @escaping @Sendable (_ id: Int) -> [UInt8], source: (any WorkerSource)?
    ) async throws(VMError) {
        _ = try await self.request(isFirst: true, request)
        guard let source else { return processes.contextChanged(self) }
        processes.keep(source, request)
    }
}
