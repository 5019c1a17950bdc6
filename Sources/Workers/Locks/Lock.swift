import Synchronization

/// A mutex around a state that several threads use.
///
/// While a thread holds a lock, it must not wait, do I/O, call out, resume a task, release an object that has a
/// `deinit`, or take another lock; so locks need no order. The state's methods return the actions that follow, and the
/// caller performs them after it has unlocked. A debug build checks these rules: see `LockWatch`.
package struct Lock<State: Sendable>: ~Copyable, Sendable {
    #if SANITIZE_THREAD
        @usableFromInline let mutex: PosixMutex<State>
    #else
        @usableFromInline let mutex: Mutex<State>
    #endif
    @usableFromInline let name: StaticString

    /// - Parameter name: the lock's name in the message of a trap.
    package init(_ name: StaticString, _ state: State) {
        self.name = name
        #if SANITIZE_THREAD
            mutex = PosixMutex(state)
        #else
            mutex = Mutex(state)
        #endif
    }

    // Inlinable, since other modules would otherwise call it unspecialized, which costs more than the lock itself.
    @inlinable
    @inline(__always)
    package borrowing func withLock<Result: Sendable, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        LockWatch.take(name)
        defer { LockWatch.release() }
        return try mutex.withLock { (state) throws(Failure) -> Result in try body(&state) }
    }
}
