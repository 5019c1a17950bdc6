import Foundation
import Isolates

struct KilledZygoteReport: Encodable {
    var zygotes = 0
    /// How the run that was in progress ended.
    var running = ""
    /// The result of a run in an idle context, or the code and message of its error.
    var idle = ""
    var idleMessage = ""
    /// The results of the next contexts.
    var next: [Int] = []
    var script = 0
    var processesAfterwards = 0
}

/// Kills the zygote of two contexts.
func killedZygote() async throws -> KilledZygoteReport {
    var report = KilledZygoteReport()
    let supervisor = Supervisor()
    try await supervisor.start()
    let zygotes = Belongings.descendants(of: getpid())
    report.zygotes = zygotes.count
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let idle = try await supervisor.createContext(["n": 1])
    let spinning = try await supervisor.createContext([
        "started": .function(call: { _ in
            start.yield(); return .undefined
        })
    ])
    let running = Task {
        await code { () async throws(VMError) in try await supervisor.runInContext("started(); while (true);", spinning)
        }
    }
    for await _ in started { break }
    for zygote in zygotes { kill(zygote, SIGKILL) }
    report.running = await running.value.0
    (report.idle, report.idleMessage) = await code { () async throws(VMError) in
        try await supervisor.runInContext("n", idle)
    }
    for n in 0..<3 {
        let context = try await supervisor.createContext(["n": Value(n)])
        report.next.append(try await supervisor.runInContext("n + 40", context, as: Int.self))
    }
    report.script = try await supervisor.script("6 * 7").runInNewContext(as: Int.self)
    await supervisor.shutdown()
    report.processesAfterwards = Belongings.now().processes
    return report
}

/// The result, or the code and message of the error.
private func code(_ body: () async throws(VMError) -> Value) async -> (String, String) {
    do throws(VMError) { return ("\(try await body())", "") } catch { return ("\(error.code)", error.message) }
}
