import Foundation
import Isolates

struct MassTimeoutReport: Codable {
    /// How many runs ended in each way.
    var outcomes: [String: Int] = [:]
    /// How many of the rolled back contexts had the state from before their run.
    var rolledBack = 0
    /// Descriptions of the failures of the other ones.
    var lost: [String] = []
    /// How late the latest of a bystander's timeouts of 300 ms was, in milliseconds.
    var lateness = 0.0
    var bystanderFaults: [String] = []
    var unanswered: [String] = []
    var left: [String] = []
}

/// Lets the runs of many contexts time out in the same instant, while a bystander's runs time out every 300 ms.
func massTimeout(_ count: Int, _ recovery: Recovery) async throws -> MassTimeoutReport {
    try setLimit(Int32(RLIMIT_NOFILE.rawValue), .max)
    let atFirst = Belongings.now()
    let pending = Pending(patience: .seconds(90)) { writeAndExit(MassTimeoutReport(unanswered: $0)) }
    let supervisor = Supervisor(.ofStorm)
    var report = MassTimeoutReport()
    var contexts: [Context] = []
    for _ in 0..<count {
        contexts.append(
            try await pending.ask("a context") { try await supervisor.createContext(["n": 1], recovery: recovery) })
    }
    let bystander = try await supervisor.createContext(["n": 1])
    let watching = Task { await watch(bystander, supervisor, pending) }
    let errors = await withTaskGroup(of: (Int, VMError?).self) { group in
        for (index, context) in contexts.enumerated() {
            group.addTask {
                await pending.ask("a run of \(context.id)") {
                    (
                        index,
                        await error {
                            try await supervisor.runInContext("n = 2; for (;;);", context, timeout: .seconds(1))
                        }
                    )
                }
            }
        }
        return await group.reduce(into: [Int: VMError]()) { $0[$1.0] = $1.1 }
    }
    watching.cancel()
    (report.lateness, report.bystanderFaults) = await watching.value
    for (index, context) in contexts.enumerated() {
        guard let ending = errors[index] else {
            report.outcomes["result", default: 0] += 1
            continue
        }
        let outcome = "\(ending.code)" + (ending.isRolledBack ? ", rolled back" : "")
        report.outcomes[outcome, default: 0] += 1
        guard ending.isRolledBack else { continue }
        do {
            let n = try await pending.ask("n of \(context.id)") {
                try await supervisor.runInContext("n", context, as: Int.self)
            }
            if n == 1 { report.rolledBack += 1 } else { report.lost.append("\(context.id) has \(n)") }
        } catch { report.lost.append("\(context.id): \(error)") }
    }
    contexts = []
    let after = try await pending.ask("a new context") { try await supervisor.runInNewContext("6 * 7", as: Int.self) }
    if after != 42 { report.lost.append("a new context gave \(after)") }
    await pending.ask("shutdown") { await supervisor.shutdown() }
    report.left = try await Belongings.left(since: atFirst)
    return report
}

/// Runs endless scripts with a timeout of 300 ms until the task is cancelled.
///
/// - Returns: by how many milliseconds the latest answer was late, and descriptions of faults.
private func watch(_ context: Context, _ supervisor: Supervisor, _ pending: Pending) async -> (Double, [String]) {
    var lateness = 0.0
    var faults: [String] = []
    let timeout = Duration.milliseconds(300)
    while !Task.isCancelled {
        // In a separate task, which nobody cancels.
        let (ending, time) = await Task {
            let start = ContinuousClock.now
            let ending = await pending.ask("the bystander's run") {
                await error { try await supervisor.runInContext("n = 2; for (;;);", context, timeout: timeout) }
            }
            return (ending, ContinuousClock.now - start)
        }.value
        lateness = max(lateness, (time - timeout) / .milliseconds(1))
        guard ending?.code == .timeout, ending?.isRolledBack == true else {
            faults.append(ending.map { "\($0)" } ?? "a result")
            break
        }
    }
    return (lateness, faults)
}
