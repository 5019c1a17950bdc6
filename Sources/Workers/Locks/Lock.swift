import Synchronization

/// A state that several threads use, one at a time.
///
/// While a lock is held nothing waits, does I/O, calls out, resumes a task, or lets go of an object that has a
/// `deinit`; and no other lock is taken, so that there is no order of locks to keep. What is to be done follows from
/// the state, and is done by the caller after the lock was let go. A debug build checks this: see `LockWatch`.
package struct Lock<State: Sendable>: ~Copyable, Sendable {
    private let mutex: Mutex<State>
    private let name: StaticString

    /// - Parameter name: what a trap calls it.
    package init(_ name: StaticString, _ state: State) {
        self.name = name
        mutex = Mutex(state)
    }

    package borrowing func withLock<Result: Sendable, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        LockWatch.take(name)
        defer { LockWatch.release() }
        return try mutex.withLock { (state) throws(Failure) -> Result in try body(&state) }
    }
}
