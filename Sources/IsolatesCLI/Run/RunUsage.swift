import Isolates
import Synchronization

/// The time and memory that the runs of a command have used.
final class RunUsage: Sendable, CustomStringConvertible {
    private struct State {
        let start = ContinuousClock.now
        var cpuTime = Duration.zero
        var peakMemory = 0
        var outcomes: [(name: String, count: Int)] = []
    }

    private let state = Mutex(State())

    func add(_ report: RunReport) {
        let name = report.failure?.description ?? "completed"
        state.withLock { state in
            state.cpuTime += report.cpuTime
            state.peakMemory = max(state.peakMemory, report.peakMemory)
            if let index = state.outcomes.firstIndex(where: { $0.name == name }) {
                state.outcomes[index].count += 1
            } else {
                state.outcomes.append((name, 1))
            }
        }
    }

    /// For people: one line for each measure.
    var description: String {
        let state = state.withLock { $0 }
        let outcomes = state.outcomes.map { $0.count == 1 ? $0.name : "\($0.name) (\($0.count))" }
        return """
            wall time    \(Self.milliseconds(ContinuousClock.now - state.start)) ms
            CPU time     \(Self.milliseconds(state.cpuTime)) ms
            peak memory  \(Self.tenths(Double(state.peakMemory) / Double(1 << 20))) MB
            outcome      \(outcomes.isEmpty ? "nothing was run" : outcomes.joined(separator: ", "))
            """
    }

    private static func milliseconds(_ duration: Duration) -> String {
        tenths(duration / .milliseconds(1))
    }

    private static func tenths(_ number: Double) -> String {
        String((number * 10).rounded() / 10)
    }
}
