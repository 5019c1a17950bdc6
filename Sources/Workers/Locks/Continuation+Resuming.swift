import CLinux

extension UnsafeContinuation where E == Never {
    /// Resumes the task. The thread must not hold a lock: resuming takes locks of Swift's runtime, and `Task.cancel()`
    /// holds these while it calls cancellation handlers, which take our locks.
    package func resumeUnlocked(returning value: sending T) {
        LockWatch.expectNone("a task is resumed")
        #if SANITIZE_THREAD
            cl_tsan_release(task)
        #endif
        resume(returning: value)
    }
}

#if SANITIZE_THREAD
    extension UnsafeContinuation {
        /// The task that it resumes: all that a continuation consists of.
        fileprivate var task: UnsafeMutableRawPointer { unsafeBitCast(self, to: UnsafeMutableRawPointer.self) }
    }

    /// Swift's function of this name, which tells ThreadSanitizer besides that what was done before `resumeUnlocked` is
    /// visible afterwards. Swift's runtime is built without ThreadSanitizer, and tells it so only where the task is
    /// suspended before it is resumed.
    package func withUnsafeContinuation<T>(
        isolation: isolated (any Actor)? = #isolation, _ body: (UnsafeContinuation<T, Never>) -> Void
    ) async -> sending T {
        var task: UnsafeMutableRawPointer?
        let value: T = await _Concurrency.withUnsafeContinuation(isolation: isolation) {
            (continuation: UnsafeContinuation<T, Never>) in
            task = continuation.task
            body(continuation)
        }
        if let task { cl_tsan_acquire(task) }
        return value
    }
#endif
