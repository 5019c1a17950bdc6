import Glibc
import Measuring

let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 20_000
guard count >= 100 else {
    print("usage: stress-forks [N]: N is 100 at least")
    exit(64)
}
let outcomes = [EngineStress.run(count), try await Task.detached { try await SupervisorStress.run(count) }.value]
for outcome in outcomes { print(outcome.report) }
exit(outcomes.allSatisfy(\.isSound) ? 0 : 1)
