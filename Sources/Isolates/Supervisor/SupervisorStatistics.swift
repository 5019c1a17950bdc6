/// The counters of a supervisor.
public struct SupervisorStatistics: Sendable {
    /// How many contexts are alive, including those of templates. The supervisor's own do not count: the main context,
    /// which `runInThisContext` uses, the context in which scripts are compiled, and that of the template for modules.
    public let contexts: Int
    /// How many worker processes are alive, including checkpoints and workers that were forked ahead.
    public let workers: Int
    /// How many runs have begun in all contexts.
    public let runs: Int
    /// How many requests (runs, and reads and writes of a sandbox) exceeded their `timeout` or `cpuTimeout`.
    public let timeouts: Int
    /// How many requests exceeded their context's `memoryLimit`.
    public let memoryLimits: Int
    /// How many requests ended with a crash of their worker.
    public let crashes: Int
    /// How often a context was rolled back.
    public let rollbacks: Int
    /// The time since the supervisor was made.
    public let uptime: Duration
}

extension Supervisor {
    /// Whether a new context would be refused, as far as can be told without making room for it.
    package var isFull: Bool {
        guard let maximum = configuration.maximumWorkers else { return false }
        let contexts = state.withLock { Array($0.contexts.values) }.count { $0.load()?.isDisposed == false }
        return contexts >= maximum
    }

    /// Bytes that all workers have resident, measured now: a reading of `/proc` for each.
    package var memory: Int { admission.memory }

    /// The supervisor's counters now.
    public var statistics: SupervisorStatistics {
        let counted = accounts.counters
        let contexts = state.withLock { Array($0.contexts.values) }.count { reference in
            guard let context = reference.load() else { return false }
            return !context.isDisposed && !context.isOfSupervisor
        }
        return SupervisorStatistics(
            contexts: contexts, workers: admission.count, runs: counted.runs, timeouts: counted.timeouts,
            memoryLimits: counted.memoryLimits, crashes: counted.crashes, rollbacks: counted.rollbacks,
            uptime: ContinuousClock.now - accounts.start)
    }
}
