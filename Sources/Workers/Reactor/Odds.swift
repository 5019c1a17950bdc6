import Synchronization

/// Whether what takes a moment has lately come of use.
///
/// After some failures in a row a number of tries is left out. The counts may miss what two threads do at once.
final class Odds: Sendable {
    /// The failures in a row after which tries are left out.
    private static let mostFailures = 3
    /// How many tries are then left out.
    private static let leftOut = 32

    private let failures = Atomic<Int>(0)
    private let toLeaveOut = Atomic<Int>(0)

    /// Whether the caller is to try, and to note what came of it.
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
