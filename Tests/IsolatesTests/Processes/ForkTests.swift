import Isolates
import Testing

/// A short form of `scripts/` fork stress: a zygote that runs scripts between its forks.
@Suite(.timeLimit(.minutes(2))) struct ForkTests {
    @Test func threeHundredContexts() async throws {
        try await withSupervisor { supervisor in
            let script = try await supervisor.script("total += list.map(x => x * 2).reduce((a, b) => a + b)")
            var random: Set<Double> = []
            var randomLater: Set<Double> = []
            for n in 0..<300 {
                let context = try await supervisor.createContext(["total": 0, "list": [1, Value(n)]])
                random.insert(try await supervisor.runInContext("Math.random()", context, as: Double.self))
                randomLater.insert(
                    try await supervisor.runInContext(
                        "for (let i = 0; i < 1000; i += 1) Math.random(); Math.random()", context, as: Double.self))
                #expect(try await script.runInContext(context, as: Int.self) == 2 + 2 * n)
                #expect(try await supervisor.runInThisContext("\(n) + 1", as: Int.self) == n + 1)
                if n.isMultiple(of: 3) { context.dispose() }
            }
            #expect(random.count == 300, "no two contexts draw the same numbers")
            #expect(randomLater.count == 300 && random.isDisjoint(with: randomLater))
            #expect(random.allSatisfy { (0..<1).contains($0) })
        }
    }

    /// Contexts that are asked for all at once.
    @Test func atOnce() async throws {
        try await withSupervisor { supervisor in
            let results = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
                for n in 0..<60 {
                    group.addTask { (n, try await supervisor.runInNewContext("n * n", ["n": Value(n)], as: Int.self)) }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(results == Dictionary(uniqueKeysWithValues: (0..<60).map { ($0, $0 * $0) }))
        }
    }
}
