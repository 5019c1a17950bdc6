extension UnsafeContinuation where E == Never {
    /// Resumes the task. The thread must not hold a lock: resuming takes locks of Swift's runtime, and `Task.cancel()`
    /// holds these while it calls cancellation handlers, which take our locks.
    package func resumeUnlocked(returning value: sending T) {
        LockWatch.expectNone("a task is resumed")
        resume(returning: value)
    }
}
