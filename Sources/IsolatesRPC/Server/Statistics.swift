import Isolates
import Synchronization

/// What `stats` tells of the supervisor as a whole.
final class Statistics: Sendable {
    struct Counters: Sendable {
        var runs = 0
        var timeouts = 0
        var memoryLimits = 0
        var crashes = 0
        var rollbacks = 0
    }

    private let counted = Mutex(Counters())
    private let start = ContinuousClock.now

    var counters: Counters { counted.withLock { $0 } }

    var uptime: Duration { ContinuousClock.now - start }

    func countRun() {
        counted.withLock { $0.runs += 1 }
    }

    /// Counts how a run failed.
    func count(_ error: VMError) {
        counted.withLock { counters in
            switch error.code {
            case .timeout: counters.timeouts += 1
            case .memoryLimit: counters.memoryLimits += 1
            case .crashed: counters.crashes += 1
            default: break
            }
            if error.isRolledBack { counters.rollbacks += 1 }
        }
    }
}
