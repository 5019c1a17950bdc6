import Foundation
import Isolates

struct FullReport: Codable {
    var outcomes: [String: Int] = [:]
    var unanswered: [String] = []
}

/// Makes many tasks wait for places on a supervisor that has few. Each task forks its context while the others wait.
func forksWhereItIsFull(_ tasks: Int) async throws -> FullReport {
    let pending = Pending(patience: .seconds(20)) { writeAndExit(FullReport(unanswered: Array($0.prefix(3)))) }
    let supervisor = Supervisor(.init(maximumWorkers: 6, whenFull: .wait))
    var report = FullReport()
    await withTaskGroup(of: VMError?.self) { group in
        for _ in 0..<tasks {
            group.addTask {
                await error {
                    let context = try await pending.ask("a context") { try await supervisor.createContext(["n": 1]) }
                    let fork = try await pending.ask("a fork") { try await context.fork() }
                    _ = try await pending.ask("a run") { try await supervisor.runInContext("n", fork) }
                }
            }
        }
        for await ending in group { report.outcomes[ending.map { "\($0.code)" } ?? "a result", default: 0] += 1 }
    }
    await pending.ask("shutdown") { await supervisor.shutdown() }
    return report
}
