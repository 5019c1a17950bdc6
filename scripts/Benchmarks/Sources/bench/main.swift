import Isolates
import Measuring

// Whatever asks for a run pays for its hop to the pool where it runs elsewhere; a detached task stands there already.
let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 40
let bench = try await Task.detached { try await withSupervisor { try await Bench(rounds: rounds, supervisor: $0) } }.value
print(bench.report)
