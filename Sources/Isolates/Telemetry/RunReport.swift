/// The cost of one run, and how it ended; see `Supervisor.Configuration.runReport`.
public struct RunReport: Sendable {
    /// The `id` of the context in which the script ran.
    public let context: String
    /// The time from the beginning of the run's turn to its end.
    public let wallTime: Duration
    /// The CPU time that the context's process used during the run; zero if the process was not known yet.
    public let cpuTime: Duration
    /// The process's resident memory at the end of the run in bytes, measured as `ContextStatistics.memory`; if the run
    /// was killed, just before the kill.
    public let memory: Int
    /// The process's peak resident memory in bytes, in this run or before.
    public let peakMemory: Int
    /// The kind of failure; nil if the run gave a result.
    public let failure: VMError.Code?
    /// Whether the run was killed and undone.
    public let isRolledBack: Bool
}
