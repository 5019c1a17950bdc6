import Isolates

struct ChurnReport: Encodable {
    let before: Belongings
    let after: Belongings
    let rightAnswers: Int
    let afterShutdown: Belongings
    let atFirst: Belongings
}

/// Makes and disposes contexts, one after the other.
func churn(_ count: Int) async throws -> ChurnReport {
    let atFirst = Belongings.now()
    let supervisor = Supervisor(.init(warmWorkers: 0))
    // First create what is created once and stays: the zygote and the reactor.
    let warm = try await supervisor.createContext()
    warm.dispose()
    let one = Belongings(descriptors: Int.max, processes: 1)
    _ = try await Belongings.settled(to: one)
    let before = Belongings.now()
    var rightAnswers = 0
    for n in 0..<count {
        let context = try await supervisor.createContext(["n": Value(n)])
        if try await supervisor.runInContext("n += 1", context, as: Int.self) == n + 1 { rightAnswers += 1 }
        // The other half is released without being disposed.
        if n.isMultiple(of: 2) { context.dispose() }
    }
    let after = try await Belongings.settled(to: before)
    await supervisor.shutdown()
    let afterShutdown = try await Belongings.settled(
        to: Belongings(descriptors: before.descriptors, processes: atFirst.processes))
    return ChurnReport(
        before: before, after: after, rightAnswers: rightAnswers, afterShutdown: afterShutdown, atFirst: atFirst)
}
