import Wire

extension Supervisor {
    /// What a context that is about to be made listens with.
    struct NewContext {
        let id: String
        let queue: RunQueue
        let events: ContextEvents
        /// What its worker is to be made with.
        let owner: WorkerOwner
    }

    func newEvents(_ settings: ContextOptions) -> NewContext {
        let number = state.withLock { state in
            state.lastContext += 1
            return state.lastContext
        }
        let id = "c\(number)"
        let queue = RunQueue(places.room)
        let events = ContextEvents(
            told: EventQueue(context: id, configuration: configuration, supervisorReaders: readers), queue: queue,
            accounts: accounts
        ) { [weak self] in
            self?.state.withLock { _ = $0.contexts.removeValue(forKey: id) }
        }
        let owner = WorkerOwner(delegate: events, memoryLimit: settings.memoryLimit?.bytes, places: places)
        return NewContext(id: id, queue: queue, events: events, owner: owner)
    }

    /// The context around a worker, known to this supervisor from now on.
    func context(
        _ new: NewContext, _ settings: ContextOptions, _ worker: WorkerProcess, from template: Template? = nil,
        owner: Supervisor?
    ) -> Context {
        let context = Context(
            id: new.id, settings: settings, limits: configuration.limits, supervisor: owner, home: self,
            processes: ContextProcesses(worker, recovery: settings.recovery), queue: new.queue, events: new.events,
            accounts: accounts)
        state.withLock { $0.contexts[new.id] = WeakReference(context) }
        accounts.telemetry.contextMade(context)
        if let template { context.learn(from: template.context) }
        return context
    }
}

extension Context {
    /// Makes the worker the context that it is to be.
    ///
    /// - Parameter source: what such a worker could be made from again; nil where the request is too large to be kept.
    func configure(
        _ request: @escaping @Sendable (_ id: Int) -> [UInt8], source: (any WorkerSource)?
    ) async throws(VMError) {
        _ = try await self.request(isFirst: true, request)
        guard let source else { return processes.changed(in: self) }
        processes.keep(source, processes.worker.ownerOfNext, request)
    }
}
