import Foundation
import Isolates

struct DropReport: Codable {
    var contexts = 0
    /// Descriptions of wrong answers.
    var faults: [String] = []
    var unanswered: [String] = []
    var left: [String] = []
}

/// Makes contexts, runs a script in each, and releases each 0 to 2 ms after the answer. Every second one is released at
/// about the time at which its checkpoint is due, half a millisecond after the run.
///
/// - Parameter tasks: how many tasks do so at once.
func drops(_ count: Int, tasks: Int) async throws -> DropReport {
    let atFirst = Belongings.now()
    let pending = Pending(patience: .seconds(30)) { writeAndExit(DropReport(unanswered: $0)) }
    let supervisor = Supervisor(.ofStorm)
    var report = DropReport()
    await withTaskGroup(of: [String].self) { group in
        for task in 0..<tasks {
            group.addTask {
                var faults: [String] = []
                for number in 0..<(count / tasks) where faults.count < 10 {
                    faults += await drop(
                        after: .microseconds(.random(in: number.isMultiple(of: 2) ? 0...2_000 : 200...700)),
                        "context \(number) of task \(task)", supervisor, pending)
                }
                return faults
            }
        }
        for await faults in group {
            report.faults += faults
            report.contexts += count / tasks - faults.count
        }
    }
    await pending.ask("shutdown") { await supervisor.shutdown() }
    report.left = try await Belongings.left(since: atFirst)
    return report
}

/// - Returns: descriptions of the faults.
private func drop(
    after pause: Duration, _ name: String, _ supervisor: Supervisor, _ pending: Pending
) async -> [String] {
    await pending.ask(name) {
        do {
            let context = try await supervisor.createContext()
            let result = try await supervisor.runInContext("1", context)
            // A sleep would end some tenths of a millisecond too late.
            let end = ContinuousClock.now + pause
            withExtendedLifetime(context) { while ContinuousClock.now < end { sched_yield() } }
            return result == 1 ? [] : ["\(name) gave \(result)"]
        } catch { return ["\(name): \(error)"] }
    }
}
