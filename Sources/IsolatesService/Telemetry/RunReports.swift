import Isolates
import Synchronization

/// What runs have used, until somebody asks for it.
final class RunReports: Sendable {
    struct Usage: Sendable {
        var wallTime = Duration.zero
        var cpuTime = Duration.zero
        var memory = 0
        var peakMemory = 0
        var isRolledBack = false
    }

    private let usages = Mutex<[String: Usage]>([:])

    /// Begins to keep what runs in a context use.
    func open(_ context: String) {
        usages.withLock { usages in
            if usages[context] == nil { usages[context] = Usage() }
        }
    }

    func add(_ report: RunReport) {
        usages.withLock { usages in
            guard var usage = usages[report.context] else { return }
            usage.wallTime += report.wallTime
            usage.cpuTime += report.cpuTime
            usage.memory = report.memory
            usage.peakMemory = max(usage.peakMemory, report.peakMemory)
            usage.isRolledBack = usage.isRolledBack || report.isRolledBack
            usages[report.context] = usage
        }
    }

    /// What was used since it was opened.
    func take(_ context: String) -> Usage? {
        usages.withLock { $0.removeValue(forKey: context) }
    }
}
