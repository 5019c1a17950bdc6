import Glibc
import Isolates
import Measuring

// bench [ROUNDS] [METHOD]: measuring a single method is for profilers.
let arguments = CommandLine.arguments.dropFirst()
let rounds = arguments.first.map { Int($0) } ?? 40
let methods =
    arguments.dropFirst().first.map { name in Method.allCases.filter { $0.rawValue == name } } ?? Method.allCases
guard let rounds, rounds > 0, !methods.isEmpty else {
    print("usage: bench [ROUNDS] [\(Method.allCases.map(\.rawValue).joined(separator: "|"))]")
    exit(64)
}
// A caller outside Swift's thread pool pays for a hop to it with each run; a detached task is already in the pool.
let bench = Task.detached {
    try await withSupervisor { try await Bench(methods, rounds: rounds, supervisor: $0) }
}
print(try await bench.value.report)
