/// What happens to a new context that would take its supervisor past `Configuration.maximumWorkers` or
/// `Configuration.maximumMemory`.
public enum WhenFull: String, Sendable {
    /// The call waits until there is room, in the order of the requests. Cancelling its task ends the wait with
    /// `interrupted`. If a host function creates a context, it may wait for the very context whose run called the
    /// function; then only that run's `timeout` ends the wait.
    case wait
    /// The call fails at once with `unavailable`, which names the limit and its value.
    case refuse
}
