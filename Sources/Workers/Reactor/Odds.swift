import Synchronization

/// Decides whether an attempt is worth its time, by the outcomes of the last ones.
///
/// After some failures in a row, a number of attempts is left out. If two threads count at once, a count may be lost.
final class Odds: Sendable {
    /// The number of failures in a row after which attempts are left out.
    private static let mostFailures = 3
    /// How many attempts are then left out.
    private static let leftOut = 32

    private let failures = Atomic<Int>(0)
    private let toLeaveOut = Atomic<Int>(0)

    /// Whether the caller should make the attempt. It notes the outcome by `note`.
    func areGood() -> Bool {
        guard toLeaveOut.load(ordering: .relaxed) > 0 else { return true }
        toLeaveOut.subtract(1, ordering: .relaxed)
        return false
    }

    func note(_ succeeded: Bool) {
        if succeeded {
            if failures.load(ordering: .relaxed) > 0 { failures.store(0, ordering: .relaxed) }
        } else if failures.add(1, ordering: .relaxed).newValue >= Self.mostFailures {
            failures.store(0, ordering: .relaxed)
            toLeaveOut.store(Self.leftOut, ordering: .relaxed)
        }
    }
}
