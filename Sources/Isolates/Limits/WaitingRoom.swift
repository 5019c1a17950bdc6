import Synchronization

/// Counts those of a supervisor who wait for a turn or for a place.
final class WaitingRoom: Sendable {
    private let maximum: Int?
    private let waiting = Mutex(0)

    /// - Parameter maximum: how many there may be; nil for any number.
    init(maximum: Int?) {
        self.maximum = maximum
    }

    var count: Int { waiting.withLock { $0 } }

    /// Whoever enters leaves by `leave`.
    ///
    /// - Throws: `unavailable` where there are as many as may be.
    func enter() throws(VMError) {
        let isFull = waiting.withLock { waiting in
            if let maximum, waiting >= maximum { return true }
            waiting += 1
            return false
        }
        guard isFull, let maximum else { return }
        throw VMError(
            unavailable: """
                \(maximum) runs wait for their turn, which is the supervisor's limit (maximumQueuedRuns); ask again when some have ended, \
                or raise it
                """)
    }

    func leave() {
        waiting.withLock { $0 -= 1 }
    }
}
