import Isolates
import Synchronization

/// Keeps what runs have used until somebody takes it.
final class RunReports: Sendable {
    struct Usage: Sendable {
        var wallTime = Duration.zero
        var cpuTime = Duration.zero
        var memory = 0
        var peakMemory = 0
        var isRolledBack = false
    }

    private struct Entry {
        var usage = Usage()
        /// How many callers will take it: a run may be nested in another one of the same context.
        var askers = 0
    }

    private let entries = Mutex<[String: Entry]>([:])

    /// Begins to keep the usage of runs in a context.
    func open(_ context: String) {
        entries.withLock { $0[context, default: Entry()].askers += 1 }
    }

    func add(_ report: RunReport) {
        entries.withLock { entries in
            guard var entry = entries[report.context] else { return }
            entry.usage.wallTime += report.wallTime
            entry.usage.cpuTime += report.cpuTime
            entry.usage.memory = report.memory
            entry.usage.peakMemory = max(entry.usage.peakMemory, report.peakMemory)
            entry.usage.isRolledBack = entry.usage.isRolledBack || report.isRolledBack
            entries[report.context] = entry
        }
    }

    /// What was used since `open`, or since somebody else took it.
    func take(_ context: String) -> Usage? {
        entries.withLock { entries in
            guard var entry = entries[context] else { return nil }
            let usage = entry.usage
            entry.usage = Usage()
            entry.askers -= 1
            entries[context] = entry.askers > 0 ? entry : nil
            return usage
        }
    }
}
