/// What becomes of a context whose run is killed: by its timeout, SIGINT, cancellation, a memory limit or a crash of
/// its own.
public enum Recovery: String, Sendable {
    /// The context goes on exactly as it stood before that run. It costs a second process and a copy of the worker for
    /// each run, see `Context.checkpoint`.
    case rollback
    /// The context is gone, with the reason.
    case discard
}

/// Whether a context could be rolled back, were a run of it killed now.
public enum CheckpointState: Sendable, Equatable {
    /// A copy of the context as it stands is there.
    case ready
    /// None is there, and the next run waits until one was made: a fork, some tenths of a millisecond for a small heap.
    /// So it is right after a run, and after 10 s of idleness, when the context's own process is its checkpoint.
    case pending
    /// The last attempt failed, for this reason; the next run tries again. A run that is killed while there is no
    /// checkpoint ends its context.
    case unavailable(reason: String)
    /// The context was made with `Recovery.discard`.
    case off
}
