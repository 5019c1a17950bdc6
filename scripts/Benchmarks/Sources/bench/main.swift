import Glibc
import Isolates
import Measuring

// bench [ROUNDS] [METHOD]: a single method is measured with its floor, and with what it is compared with.
let arguments = CommandLine.arguments.dropFirst()
let rounds = arguments.first.map { Int($0) } ?? 40
let methods =
    arguments.dropFirst().first.map { name in Method(rawValue: name).map(\.withComparisons) ?? [] } ?? Method.allCases
guard let rounds, rounds > 0, !methods.isEmpty else {
    print("usage: bench [ROUNDS] [\(Method.allCases.map(\.rawValue).joined(separator: "|"))]")
    exit(64)
}
/// A configuration takes the method from the environment when it is made.
@Sendable func undoing(by method: String) -> Supervisor.Configuration {
    setenv("ISOLATES_UNDO", method, 1)
    return Supervisor.Configuration()
}

// A caller outside Swift's thread pool pays for a hop to it with each run; a detached task is already in the pool.
let bench = Task.detached {
    try await withSupervisor(undoing(by: "log")) { supervisor in
        try await withSupervisor(undoing(by: "forks")) { forking in
            try await Bench(methods, rounds: rounds, supervisor: supervisor, forking: forking)
        }
    }
}
print(try await bench.value.report)
