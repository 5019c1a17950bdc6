import Workers

/// What a context has cost so far.
public struct ContextStatistics: Sendable {
    /// How many runs have begun: of scripts, calls of the context's functions, and awaited promises.
    public let runs: Int
    /// How long the runs that have ended took, from the beginning of each one's turn.
    public let wallTime: Duration
    /// CPU time of the context's processes: of the one that serves it, and of those that were rolled back. Zero right
    /// after the context was made, until its process is known.
    public let cpuTime: Duration
    /// Bytes that the context's process has resident now and that no file stands behind, pages that it shares with what
    /// it was forked from included; 0 where it is gone.
    public let memory: Int
    /// The most that `memory` was, in all of the context's processes but those that died by themselves.
    public let peakMemory: Int
    /// How often the context was rolled back.
    public let rollbacks: Int
    /// Whether it could be rolled back now.
    public let checkpoint: CheckpointState
}

extension Context {
    /// What the context has cost so far. Its process is looked at in `/proc` for it, some ten microseconds.
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

/// What a context's runs add up to.
struct RunCounters: Sendable {
    var runs = 0
    var wallTime = Duration.zero
}

/// What the processes of a context used that are gone.
struct PastUsage: Sendable {
    var cpuTime = Duration.zero
    var peakMemory = 0

    mutating func add(_ usage: ProcessUsage?) {
        guard let usage else { return }
        cpuTime += usage.cpuTime
        peakMemory = max(peakMemory, usage.peakMemory)
    }
}
