import Foundation
import Isolates

struct StoppedReport: Codable {
    /// How many runs ended in each way that had finished within their timeout while this program was stopped.
    var outcomes: [String: Int] = [:]
    var unanswered: [String] = []
}

/// Stops itself by SIGSTOP while a run ends well within its timeout, and continues only after that timeout.
func stopped(rounds: Int) async throws -> StoppedReport {
    let pending = Pending(patience: .seconds(40)) { writeAndExit(StoppedReport(unanswered: $0)) }
    let supervisor = Supervisor(.ofStorm)
    let context = try await supervisor.createContext(["n": 0])
    var report = StoppedReport()
    for round in 0..<rounds {
        let own = getpid()
        let run = Task {
            try await supervisor.runInContext(
                "{ const end = Date.now() + 400; while (Date.now() < end); } n += 1", context, timeout: .seconds(1))
        }
        try await Task.sleep(for: .milliseconds(100))
        let stopping = Process()
        stopping.executableURL = URL(filePath: "/bin/sh")
        stopping.arguments = ["-c", "kill -STOP \(own); sleep 1.5; kill -CONT \(own)"]
        try stopping.run()
        let ending = await pending.ask("round \(round)") { await error { try await run.value } }
        stopping.waitUntilExit()
        report.outcomes[ending.map { "\($0.code)" } ?? "a result", default: 0] += 1
    }
    let n = try await supervisor.runInContext("n", context, as: Int.self)
    report.outcomes["n"] = n
    await supervisor.shutdown()
    return report
}
