import Isolates

struct HerdReport: Encodable {
    let processesAtFirst: Int
    let processesAlive: Int
    let answers: [[Int]]
    let processesAfterwards: Int
}

/// Contexts that are all alive at once.
func herd(_ count: Int) async throws -> HerdReport {
    let supervisor = Supervisor(.init(warmWorkers: 0))
    try await supervisor.start()
    let processesAtFirst = Belongings.now().processes
    var contexts: [Context] = []
    for n in 0..<count { contexts.append(try await supervisor.createContext(["n": Value(n)], recovery: .discard)) }
    var answers: [[Int]] = contexts.map { _ in [] }
    for _ in 0..<2 {
        for (index, context) in contexts.enumerated() {
            answers[index].append(try await supervisor.runInContext("n *= 2", context, as: Int.self))
        }
    }
    let processesAlive = Belongings.now().processes
    await supervisor.shutdown()
    return HerdReport(
        processesAtFirst: processesAtFirst, processesAlive: processesAlive, answers: answers,
        processesAfterwards: Belongings.now().processes)
}
