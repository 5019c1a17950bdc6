/// What a supervisor has done so far.
public struct SupervisorStatistics: Sendable {
    /// How many contexts are alive, those of templates included. The supervisor's own do not count: the main context,
    /// which `runInThisContext` uses, and the one in which scripts are compiled.
    public let contexts: Int
    /// How many worker processes there are, checkpoints and workers that are kept ready included.
    public let workers: Int
    /// How many runs have begun, in all contexts.
    public let runs: Int
    /// How many runs, and readings of a sandbox, went past their `timeout` or `cpuTimeout`.
    public let timeouts: Int
    /// How many went past their context's `memoryLimit`.
    public let memoryLimits: Int
    /// How many ended with the crash of their worker.
    public let crashes: Int
    /// How often a context was rolled back.
    public let rollbacks: Int
    /// How long ago the supervisor was made.
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

    /// What the supervisor has done so far.
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
