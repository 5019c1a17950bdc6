import Isolates
import Measuring

/// All of Isolates: makes and disposes of contexts one after the other, runs scripts in them and, between the forks, in
/// other contexts.
enum SupervisorStress {
    static func run(_ count: Int) async throws -> Outcome {
        try await withSupervisor { supervisor in
            var outcome = Outcome(
                title: "Through Isolates: a new context and its first result, runs in other contexts between")
            let script = try await supervisor.script("var made = (globalThis.made || 0) + 1; [made, {made}].length")
            let others = try await [supervisor.createContext(), supervisor.createContext(), supervisor.createContext()]
            for _ in 0..<10 { try await supervisor.runInNewContext("1+1") }

            let before = try await number(of: supervisor.createContext())
            var made = 0
            let control = Floor(.fork)
            for index in 0..<count {
                if index % 10 == 0 { outcome.control.append(contentsOf: control.measure(1)) }
                do {
                    let start = now()
                    let context = try await supervisor.createContext(["index": .number(Double(index))])
                    made += 1
                    try await script.runInContext(context, timeout: .seconds(2))
                    outcome.times.append(now() - start)
                    try await check(supervisor.runInContext("index", context, as: Int.self), is: index)
                    context.dispose()
                    try await script.runInContext(others[index % others.count], timeout: .seconds(2))
                } catch let error as VMError where error.code == .timeout {
                    outcome.hung += 1
                } catch {
                    outcome.failures.append("\(index): \(error)")
                }
            }
            // Every worker takes a number. Numbers that no context has belong to silent workers, which were forked
            // again.
            let after = try await number(of: supervisor.createContext())
            outcome.reforked = after - before - 1 - made
            return outcome
        }
    }

    private static func number(of context: Context) -> Int {
        Int(context.id.drop { !$0.isNumber }) ?? 0
    }

    private static func check(_ result: Int, is expected: Int) throws {
        if result != expected { throw WrongResult(result: result, expected: expected) }
    }

    private struct WrongResult: Error {
        let result: Int
        let expected: Int
    }
}
