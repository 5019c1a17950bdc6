import Foundation
import Isolates
import Synchronization

struct KilledContinuationReport: Codable {
    var rounds = 0
    var outcomes: [String: Int] = [:]
    var faults: [String] = []
    var unanswered: [String] = []
}

/// Runs endless scripts with a timeout, and cancels the waiting task as near to the timeout as possible.
func cancelNearTimeout(rounds: Int) async throws -> KilledContinuationReport {
    let timeout = Duration.milliseconds(20)
    // Moves toward the pause at which timeout and cancellation meet.
    let pause = Mutex(timeout)
    return try await killed(rounds: rounds, sandbox: ["n": 1]) { supervisor, context in
        let run = Task {
            try await supervisor.runInContext("n = 2; for (;;);", context, timeout: timeout)
        }
        let end = ContinuousClock.now + pause.withLock { $0 }
        while ContinuousClock.now < end { try await Task.sleep(for: .microseconds(50)) }
        run.cancel()
        let ending = await error { try await run.value }
        let step = Duration.microseconds(.random(in: 1...200))
        pause.withLock { $0 += ending?.code == .interrupted ? step : .zero - step }
        if let ending { throw ending }
    }
}

/// Runs scripts in which the reaction to the promise of an asynchronous host function is endless, until they time out.
func endlessContinuations(rounds: Int) async throws -> KilledContinuationReport {
    let sandbox: Value.Object = ["n": 1, "fetchLike": .function(isAsync: true) { () in "text" }]
    return try await killed(rounds: rounds, sandbox: sandbox) { supervisor, context in
        _ = try await supervisor.runInContext(
            "n = 2; fetchLike().then(() => { for (;;); })", context, timeout: .milliseconds(20), awaitPromise: true)
    }
}

/// Kills runs of one context. Each run sets `n` to 2; after each kill it must be 1 again.
private func killed(
    rounds: Int, sandbox: Value.Object, _ run: @escaping @Sendable (Supervisor, Context) async throws -> Void
) async throws -> KilledContinuationReport {
    let pending = Pending(patience: .seconds(20)) { writeAndExit(KilledContinuationReport(unanswered: $0)) }
    let supervisor = Supervisor(.ofStorm)
    let context = try await supervisor.createContext(sandbox)
    var report = KilledContinuationReport()
    for round in 0..<rounds {
        let ending = await pending.ask("round \(round)") { await error { try await run(supervisor, context) } }
        report.rounds += 1
        report.outcomes[ending.map { "\($0.code)" } ?? "a result", default: 0] += 1
        guard let ending, ending.isRolledBack || ending.code == .interrupted else {
            report.faults.append("round \(round) gave \(ending.map { "\($0)" } ?? "a result")")
            break
        }
        let n = try await pending.ask("n after round \(round)") {
            try await supervisor.runInContext("n", context, as: Int.self)
        }
        if n != 1 { report.faults.append("n is \(n) after round \(round)") }
    }
    await pending.ask("shutdown") { await supervisor.shutdown() }
    return report
}
