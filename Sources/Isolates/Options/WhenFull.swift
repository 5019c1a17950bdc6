/// What becomes of a new context that would take its supervisor past `Configuration.maximumWorkers` or
/// `Configuration.maximumMemory`.
public enum WhenFull: String, Sendable {
    /// It waits until there is room, in the order in which contexts were asked for. Cancelling the task that asks ends
    /// the waiting with `interrupted`. A context that a host function asks for may wait for the context whose run
    /// called that function; then only that run's `timeout` ends both.
    case wait
    /// It fails at once with `unavailable`, which names the limit and its number.
    case refuse
}
