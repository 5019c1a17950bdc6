import Dispatch
import Foundation
import Isolates
import Synchronization

struct SigintReport: Encodable {
    /// How the runs with `breakOnSigint` ended.
    var asked: [String] = []
    /// How the run without it ended.
    var unasked = ""
    /// How often the program's own handler or Dispatch source fired during the runs, and for one SIGINT after them.
    var firedDuring = 0
    var firedAfter = 0
}

private let fired = Atomic<Int>(0)

/// Sends itself SIGINT while runs are in progress, and once more after them. The program has a handler by sigaction(2)
/// or a Dispatch source.
///
/// - Parameter rounds: how many times to do that.
func sigint(byDispatch: Bool, rounds: Int) async throws -> SigintReport {
    var report = SigintReport()
    let source = byDispatch ? watchByDispatch() : nil
    if !byDispatch { watchBySigaction() }
    defer { source?.cancel() }
    let supervisor = Supervisor()
    try await supervisor.start()
    for round in 0..<rounds {
        let (started, start) = AsyncStream.makeStream(of: Void.self)
        let begun = Value.function(call: { _ in
            start.yield(); return .undefined
        })
        async let first = ending(supervisor, begun, "started(); while (true);", breakOnSigint: true)
        async let second = ending(supervisor, begun, "started(); while (true);", breakOnSigint: true)
        async let third = ending(
            supervisor, begun, "started(); const end = Date.now() + 700; while (Date.now() < end); 'done'",
            breakOnSigint: false)
        var count = 0
        for await _ in started {
            count += 1
            if count == 3 { break }
        }
        kill(getpid(), SIGINT)
        report.asked += await [first, second]
        let unasked = await third
        if round == 0 || unasked != "done" { report.unasked = unasked }
    }
    report.firedDuring = fired.load(ordering: .relaxed)
    kill(getpid(), SIGINT)
    for _ in 0..<200 where fired.load(ordering: .relaxed) == report.firedDuring {
        try await Task.sleep(for: .milliseconds(10))
    }
    report.firedAfter = fired.load(ordering: .relaxed) - report.firedDuring
    await supervisor.shutdown()
    return report
}

private func ending(_ supervisor: Supervisor, _ started: Value, _ code: String, breakOnSigint: Bool) async -> String {
    do throws(VMError) {
        return try await supervisor.runInNewContext(
            code, ["started": started], breakOnSigint: breakOnSigint, as: String.self)
    } catch {
        return "\(error.code) \(error.interruptReason?.rawValue ?? "")"
    }
}

private func watchBySigaction() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in fired.add(1, ordering: .relaxed) }
    sigaction(SIGINT, &action, nil)
}

private func watchByDispatch() -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { @Sendable in fired.add(1, ordering: .relaxed) }
    source.resume()
    return source
}
