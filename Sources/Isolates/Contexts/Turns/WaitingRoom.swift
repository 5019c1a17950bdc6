import Synchronization

/// Counts a supervisor's requests that wait for a turn or for a place.
final class WaitingRoom: Sendable {
    private let maximum: Int?
    private let waiting = Atomic<Int>(0)

    /// - Parameter maximum: the greatest number of waiting requests; nil for no limit.
    init(maximum: Int?) {
        self.maximum = maximum
    }

    var count: Int { waiting.load(ordering: .relaxed) }

    /// Enters; the caller leaves with `leave`.
    ///
    /// - Throws: `unavailable` if the greatest number is reached.
    func enter() throws(VMError) {
        let count = waiting.add(1, ordering: .relaxed).newValue
        guard let maximum, count > maximum else { return }
        leave()
        throw VMError(
            unavailable: """
                \(maximum) runs wait for their turn, which is the supervisor's limit (maximumQueuedRuns); ask again \
                when some have ended, or raise it
                """)
    }

    func leave() {
        waiting.subtract(1, ordering: .relaxed)
    }
}
