import Workers

/// The resources that a context has used so far.
public struct ContextStatistics: Sendable {
    /// How many runs have begun: runs of scripts, calls of the context's functions, and awaited promises.
    public let runs: Int
    /// The total time of the runs that have ended, each counted from the beginning of its turn.
    public let wallTime: Duration
    /// The CPU time of the context's present process and of those that were rolled back. Zero right after the context
    /// was made, until its process is known.
    public let cpuTime: Duration
    /// The resident memory of the context's process in bytes. Pages that it shares with the process from which it was
    /// forked count; pages that are backed by files do not. 0 if the process is gone.
    public let memory: Int
    /// The peak of `memory` in bytes, over all of the context's processes except those that died by themselves.
    public let peakMemory: Int
    /// How often the context was rolled back.
    public let rollbacks: Int
    /// Whether the context could be rolled back now.
    public let checkpoint: CheckpointState
}

extension Context {
    /// The resources that the context has used so far. Reads the process's entry in `/proc`, which takes some ten
    /// microseconds.
    public var statistics: ContextStatistics {
        let (worker, past, rollbacks) = processes.state.withLock { ($0.worker, $0.past, $0.rollbacks) }
        let alive = worker.usage
        let last = alive ?? worker.lastUsage
        let counted = runCounters
        return ContextStatistics(
            runs: counted.runs, wallTime: counted.wallTime, cpuTime: past.cpuTime + (last?.cpuTime ?? .zero),
            memory: alive?.memory ?? 0, peakMemory: max(past.peakMemory, last?.peakMemory ?? 0), rollbacks: rollbacks,
            checkpoint: checkpoint)
    }
}

/// The totals of a context's runs.
struct RunCounters: Sendable {
    var runs = 0
    var wallTime = Duration.zero
}

/// The resources that a context's past processes used.
struct PastUsage: Sendable {
    var cpuTime = Duration.zero
    var peakMemory = 0

    mutating func add(_ usage: ProcessUsage?) {
        guard let usage else { return }
        cpuTime += usage.cpuTime
        peakMemory = max(peakMemory, usage.peakMemory)
    }
}
