import Foundation
import Isolates

struct HerdReport: Encodable {
    let processesAtFirst: Int
    /// Before the first run, and once each context has a checkpoint.
    let processesAlive: Int
    let processesWithCheckpoints: Int
    let descriptors: Int
    let answers: [[Int]]
    /// The results of contexts after one of their runs was killed.
    let afterRollback: [Int]
    let processesAfterwards: Int
}

/// Makes contexts that are all alive at once, each with a checkpoint.
func herd(_ count: Int) async throws -> HerdReport {
    // Many shells allow only 1,024 descriptors.
    try setLimit(Int32(RLIMIT_NOFILE.rawValue), .max)
    let supervisor = Supervisor(.init(warmWorkers: 0))
    try await supervisor.start()
    let atFirst = Belongings.now()
    var contexts: [Context] = []
    for n in 0..<count { contexts.append(try await supervisor.createContext(["n": Value(n)])) }
    let processesAlive = Belongings.now().processes
    var answers: [[Int]] = contexts.map { _ in [] }
    for _ in 0..<2 {
        for (index, context) in contexts.enumerated() {
            answers[index].append(try await supervisor.runInContext("n *= 2", context, as: Int.self))
        }
    }
    // Without a log, the last checkpoint is made half a millisecond after its run.
    try await Task.sleep(for: .milliseconds(100))
    let withCheckpoints = Belongings.now()
    var afterRollback: [Int] = []
    for context in contexts.prefix(50) {
        _ = try? await supervisor.runInContext("n = 0; while (true);", context, timeout: .milliseconds(5))
        afterRollback.append(try await supervisor.runInContext("n", context, as: Int.self))
    }
    await supervisor.shutdown()
    return HerdReport(
        processesAtFirst: atFirst.processes, processesAlive: processesAlive,
        processesWithCheckpoints: withCheckpoints.processes,
        descriptors: withCheckpoints.descriptors - atFirst.descriptors, answers: answers, afterRollback: afterRollback,
        processesAfterwards: Belongings.now().processes)
}
