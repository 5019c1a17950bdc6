/// What becomes of a context whose run is killed: by its timeout, SIGINT, cancellation, a memory limit or a crash of
/// its own.
public enum Recovery: String, Sendable {
    /// The context goes on exactly as it stood before that run. It costs a second process, and some work with each run,
    /// see ``CheckpointMethod``.
    case rollback
    /// The context is gone, with the reason.
    case discard
}

/// Whether a context could be rolled back, were a run of it killed now.
public enum CheckpointState: Sendable, Equatable {
    /// It could.
    case ready
    /// None is there, and the next run waits until one was made: a fork, some tenths of a millisecond for a small heap.
    /// So it is after a rollback and after 10 s of idleness, and right after each run where checkpoints are made by
    /// forks.
    case pending
    /// The last attempt failed, for this reason; the next run tries again. A run that is killed while there is no
    /// checkpoint ends its context.
    case unavailable(reason: String)
    /// The context was made with `Recovery.discard`.
    case off
}
