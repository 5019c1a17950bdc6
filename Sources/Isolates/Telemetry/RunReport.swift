/// What one run has cost, and how it ended; see `Supervisor.Configuration.runReport`.
public struct RunReport: Sendable {
    /// The `id` of the context that it ran in.
    public let context: String
    /// How long it took, from the beginning of its turn.
    public let wallTime: Duration
    /// CPU time that the context's process used meanwhile; zero where the process is not known yet.
    public let cpuTime: Duration
    /// Bytes that the process had resident at the run's end, as `ContextStatistics.memory`; where it was killed, just
    /// before.
    public let memory: Int
    /// The most that the process had resident, in this run or before.
    public let peakMemory: Int
    /// How it ended: nil where it gave a result, or else how it failed.
    public let failure: VMError.Code?
    /// Whether it was killed and undone.
    public let isRolledBack: Bool
}
