import Foundation
import Isolates
import Synchronization

struct FewDescriptorsReport: Codable {
    var alive = 0
    /// The errors of contexts that were refused.
    var refusals: [String] = []
    /// Descriptions of what other contexts lost meanwhile.
    var lost: [String] = []
    /// The result of a new context after the others were disposed, or its error.
    var afterwards = ""
    var unanswered: [String] = []
    var left: [String] = []
}

/// Makes contexts from several tasks until the program has no more descriptors, and uses those that were made.
func fewDescriptors(limit: Int) async throws -> FewDescriptorsReport {
    try setLimit(Int32(RLIMIT_NOFILE.rawValue), limit)
    let atFirst = Belongings.now()
    let pending = Pending(patience: .seconds(30)) { writeAndExit(FewDescriptorsReport(unanswered: $0)) }
    let supervisor = Supervisor(.ofStorm)
    var report = FewDescriptorsReport()
    var contexts: [Context] = []
    await withTaskGroup(of: ([Context], [String], [String]).self) { group in
        for _ in 0..<8 { group.addTask { await fill(supervisor, pending) } }
        for await (made, refusals, lost) in group {
            contexts += made
            report.refusals += refusals
            report.lost += lost
        }
    }
    report.alive = contexts.count
    for context in contexts { report.lost += await use(context, expecting: 2, supervisor, pending) }
    for context in contexts { report.lost += await timeOut(context, expecting: 2, supervisor, pending) }
    for context in contexts { context.dispose() }
    contexts = []
    _ = try await Belongings.left(since: atFirst, besides: 1)
    report.afterwards = await pending.ask("a context afterwards") {
        do { return "\(try await supervisor.runInNewContext("6 * 7"))" } catch { return "\(error)" }
    }
    await pending.ask("shutdown") { await supervisor.shutdown() }
    report.left = try await Belongings.left(since: atFirst)
    return report
}

/// Makes contexts until four were refused, with a run in each.
private func fill(_ supervisor: Supervisor, _ pending: Pending) async -> ([Context], [String], [String]) {
    var contexts: [Context] = []
    var refusals: [String] = []
    var lost: [String] = []
    while refusals.count < 4 {
        do throws(VMError) {
            let context = try await pending.ask("a context") { () async throws(VMError) in
                try await supervisor.createContext(["n": 0])
            }
            contexts.append(context)
            lost += await use(context, expecting: 1, supervisor, pending)
        } catch {
            refusals.append("\(error.code): \(error)")
        }
    }
    return (contexts, refusals, lost)
}

private func use(_ context: Context, expecting expected: Int, _ supervisor: Supervisor, _ pending: Pending) async
    -> [String]
{
    do {
        let n = try await pending.ask("a run of \(context.id)") {
            try await supervisor.runInContext("n += 1", context, timeout: .seconds(20), as: Int.self)
        }
        return n == expected ? [] : ["\(context.id) gave \(n) where \(expected) was right"]
    } catch { return ["\(context.id): \(error)"] }
}

/// A killed run may end its context if there is no descriptor for a checkpoint; its error says so.
private func timeOut(_ context: Context, expecting expected: Int, _ supervisor: Supervisor, _ pending: Pending) async
    -> [String]
{
    let ending = await pending.ask("an endless run of \(context.id)") {
        await error { try await supervisor.runInContext("n = 0; for (;;);", context, timeout: .milliseconds(20)) }
    }
    guard let ending, ending.code == .timeout else {
        return ["an endless run of \(context.id) gave \(ending.map { "\($0)" } ?? "a result")"]
    }
    return ending.isRolledBack ? await use(context, expecting: expected + 1, supervisor, pending) : []
}
