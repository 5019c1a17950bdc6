import Isolates
import Synchronization

/// A context that the client may name.
final class ServedContext: Sendable {
    /// What `stats` tells of a context beside what its process used.
    struct Counters: Sendable {
        var runs = 0
        var wallTime = Duration.zero
    }

    let context: Context
    let lane: Lane
    /// Whether it goes as soon as the client has no handle of it and nothing is under way (`runInNewContext`).
    let isTransient: Bool
    private let counted = Mutex(Counters())

    init(_ context: Context, lane: Lane, isTransient: Bool = false) {
        self.context = context
        self.lane = lane
        self.isTransient = isTransient
        lane.serve(context)
    }

    var id: String { context.id }

    var counters: Counters { counted.withLock { $0 } }

    func count(runOf duration: Duration) {
        counted.withLock { counters in
            counters.runs += 1
            counters.wallTime += duration
        }
    }
}
