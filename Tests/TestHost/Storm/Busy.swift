import Foundation
import Isolates

struct BusyReport: Codable {
    /// How many of the runs right after a kill ended in each way.
    var next: [String: Int] = [:]
    /// Errors of contexts whose previous error had said `isRolledBack`.
    var lost: [String] = []
    /// How many of the contexts that were requested at once were refused, by the error.
    var refusals: [String: Int] = [:]
    var made = 0
    var unanswered: [String] = []
}

/// Runs many endless scripts, each of which is killed by its timeout and followed at once by a short run with a
/// timeout.
func spinningScripts(_ count: Int) async throws -> BusyReport {
    try setLimit(Int32(RLIMIT_NOFILE.rawValue), .max)
    let pending = Pending(patience: .seconds(60)) { writeAndExit(BusyReport(unanswered: $0)) }
    let supervisor = Supervisor(.ofStorm)
    var contexts: [Context] = []
    for _ in 0..<count { contexts.append(try await supervisor.createContext(["n": 1])) }
    var report = BusyReport()
    let outcomes = await withTaskGroup(of: [(rolledBack: Bool, next: VMError?)].self) { group in
        for context in contexts {
            group.addTask {
                var outcomes: [(Bool, VMError?)] = []
                for _ in 0..<3 {
                    let ending = await pending.ask("an endless run of \(context.id)") {
                        await error {
                            try await supervisor.runInContext("n = 2; for (;;);", context, timeout: .milliseconds(200))
                        }
                    }
                    let next = await pending.ask("the next run of \(context.id)") {
                        await error { try await supervisor.runInContext("n", context, timeout: .seconds(1)) }
                    }
                    outcomes.append((ending?.isRolledBack == true, next))
                }
                return outcomes
            }
        }
        return await group.reduce(into: []) { $0 += $1 }
    }
    for (rolledBack, next) in outcomes {
        report.next[next.map { "\($0.code)" } ?? "a result", default: 0] += 1
        if rolledBack, let next, next.code != .timeout { report.lost.append("\(next)") }
    }
    await pending.ask("shutdown") { await supervisor.shutdown() }
    return report
}

/// Requests many contexts at once while two threads spin.
func contextsAtOnce(_ count: Int) async throws -> BusyReport {
    try setLimit(Int32(RLIMIT_NOFILE.rawValue), .max)
    let pending = Pending(patience: .seconds(60)) { writeAndExit(BusyReport(unanswered: $0)) }
    let supervisor = Supervisor(.ofStorm)
    try await supervisor.start()
    // Threads end with the program, however it ends.
    for _ in 0..<2 { Thread.detachNewThread { while true { sched_yield() } } }
    var report = BusyReport()
    await withTaskGroup(of: VMError?.self) { group in
        for _ in 0..<count {
            group.addTask {
                await pending.ask("a context") {
                    await error {
                        let context = try await supervisor.createContext()
                        try await supervisor.runInContext("1", context)
                    }
                }
            }
        }
        for await refusal in group {
            if let refusal { report.refusals["\(refusal)", default: 0] += 1 } else { report.made += 1 }
        }
    }
    await pending.ask("shutdown") { await supervisor.shutdown() }
    return report
}
