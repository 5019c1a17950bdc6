/// What happens to a context when a run of it is killed by its timeout, SIGINT, cancellation or a memory limit, or
/// crashes.
public enum Recovery: String, Sendable, CaseIterable {
    /// The context goes on exactly as it was before that run. The cost is a second process, and some work for each run;
    /// see ``CheckpointMethod``.
    case rollback
    /// The context is disposed; later requests to it fail with `disposed` and the reason.
    case discard
}

/// Whether a context could be rolled back if a run of it were killed now.
public enum CheckpointState: Sendable, Equatable {
    /// A checkpoint of the context's present state exists, or no run has changed the context and it can be made again.
    case ready
    /// There is no checkpoint, and the next run waits until one has been made: a fork, some tenths of a millisecond for
    /// a small heap. This is the state after a rollback, after 10 s of idleness, when the checkpoint has been given
    /// up, and right after each run if checkpoints are made by forks.
    case pending
    /// The last attempt to make a checkpoint failed for this reason; the next run tries again. A run that is killed
    /// while there is no checkpoint ends its context.
    case unavailable(reason: String)
    /// The context was made with `Recovery.discard`.
    case off
}
