import Foundation
import Isolates
import Synchronization

/// The report of a soak: what it did and which faults it found.
struct SoakReport: Codable {
    var seconds = 0
    var runs = 0
    /// How many runs ended in each way.
    var outcomes: [String: Int] = [:]
    var kills = 0
    var zygoteKills = 0
    /// Descriptions of the faults; empty if there were none.
    var faults: [String] = []
}

/// Runs scripts in parallel for some seconds while processes of the library are killed at random: workers, checkpoints,
/// and now and then the zygote.
///
/// Every run must end in exactly one outcome, and in a permitted one. Nothing may be left at the end, and the memory
/// must not grow.
func soak(seconds: Int) async throws -> SoakReport {
    let atFirst = Belongings.now()
    let end = ContinuousClock.now + .seconds(seconds)
    let tally = SoakTally(seconds: seconds)
    let supervisor = Supervisor()
    try await supervisor.start()
    // The memory that the first runs make resident stays.
    for _ in 0..<50 { _ = try await supervisor.runInNewContext("1") }
    let memoryAtFirst = Memory.resident
    await withTaskGroup(of: Void.self) { group in
        for lane in 0..<4 {
            group.addTask { await play(supervisor, lane, until: end, tally) }
        }
        group.addTask { await killAtRandom(until: end, tally) }
    }
    await supervisor.shutdown()
    var report = tally.report.withLock { $0 }
    let after = try await Belongings.settled(
        to: Belongings(descriptors: atFirst.descriptors + 2, processes: atFirst.processes))
    if after.processes > atFirst.processes {
        report.faults.append("\(after.processes - atFirst.processes) processes are left")
    }
    // The reactor's two descriptors stay as long as the program.
    if after.descriptors > atFirst.descriptors + 2 { report.faults.append("descriptors are left: \(after.kinds)") }
    let growth = Memory.resident - memoryAtFirst
    if growth > 256 << 20 { report.faults.append("memory grew by \(growth >> 20) MiB") }
    return report
}

/// Makes one context after the other, with some runs in each. Each run adds to `n`; what a killed run added must be
/// undone.
private func play(_ supervisor: Supervisor, _ lane: Int, until end: ContinuousClock.Instant, _ tally: SoakTally) async {
    let scripts = [
        "n += 1", "n += 100; while (true);", "n += 1; throw n", "console.log('x'.repeat(1e5)); n += 1",
        "n += 1; ({ n, x: 'x'.repeat(1e5) }).n",
    ]
    while ContinuousClock.now < end {
        guard let context = try? await supervisor.createContext(["n": 0]) else {
            tally.count("no context")
            continue
        }
        var expected = 0
        for index in 0..<8 where !context.isDisposed {
            let code = scripts[(index + lane) % scripts.count]
            do {
                let result = try await supervisor.runInContext(code, context, timeout: .milliseconds(100), as: Int.self)
                expected += 1
                tally.count("done")
                if result != expected { tally.fault("\(code) gave \(result) where \(expected) was right") }
            } catch {
                tally.count("\(error.code)")
                guard error.code == .exception else { continue }
                expected += 1
                if error.exception?.value != .number(Double(expected)) {
                    tally.fault("\(code) threw where n was to be \(expected): \(error)")
                }
            }
        }
        context.dispose()
    }
}

private func killAtRandom(until end: ContinuousClock.Instant, _ tally: SoakTally) async {
    let own = getpid()
    while ContinuousClock.now < end {
        try? await Task.sleep(for: .milliseconds(Int.random(in: 5...60)))
        let below = Belongings.descendants(of: own)
        let zygotes = Set(below.filter { parent(of: $0) == own })
        let takesZygote = Int.random(in: 0..<40) == 0
        guard let victim = below.filter({ zygotes.contains($0) == takesZygote }).randomElement() else { continue }
        kill(victim, SIGKILL)
        tally.report.withLock { report in
            report.kills += 1
            if takesZygote { report.zygoteKills += 1 }
        }
    }
}

private func parent(of pid: pid_t) -> pid_t? {
    guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
        let end = stat.lastIndex(of: ")")
    else { return nil }
    return pid_t(stat[end...].split(separator: " ")[2])
}

private final class SoakTally: Sendable {
    /// The ways in which a run may end while processes are being killed.
    private static let right = ["done", "timeout", "exception", "crashed", "disposed", "unavailable", "no context"]

    let report: Mutex<SoakReport>

    init(seconds: Int) {
        report = Mutex(SoakReport(seconds: seconds))
    }

    func count(_ outcome: String) {
        report.withLock { report in
            report.runs += 1
            report.outcomes[outcome, default: 0] += 1
        }
        if !Self.right.contains(outcome) { fault("a run ended with \(outcome)") }
    }

    func fault(_ text: String) {
        report.withLock { if $0.faults.count < 20 { $0.faults.append(text) } }
    }
}
