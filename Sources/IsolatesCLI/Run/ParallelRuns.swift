import Isolates

/// Runs of the same scripts for many inputs, some at a time.
struct ParallelRuns: Sendable {
    let inputs: [Value]
    /// How many run at a time.
    let count: Int
    /// Whether a failure is counted, and does not end it all.
    let keepsGoing: Bool

    /// Does all runs, and gives each outcome in the order of the inputs.
    ///
    /// - Parameter take: gets an outcome and the input's index; false ends it all.
    func callAsFunction(
        _ run: @Sendable @escaping (Value) async -> ScriptRun.Outcome,
        take: (ScriptRun.Outcome, Int) -> Bool
    ) async {
        await withTaskGroup(of: (Int, ScriptRun.Outcome).self) { group in
            var started = 0
            var taken = 0
            var waiting: [Int: ScriptRun.Outcome] = [:]
            func start() {
                guard started < inputs.count else { return }
                let (index, input) = (started, inputs[started])
                started += 1
                group.addTask { (index, await run(input)) }
            }
            for _ in 0..<count { start() }
            while let (index, outcome) = await group.next() {
                waiting[index] = outcome
                while let next = waiting.removeValue(forKey: taken) {
                    guard take(next, taken) else {
                        group.cancelAll()
                        return
                    }
                    taken += 1
                }
                start()
            }
        }
    }
}
