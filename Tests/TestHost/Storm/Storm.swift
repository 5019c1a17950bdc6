import Foundation
import Isolates

/// The options of a storm.
struct StormOptions: Sendable {
    var seconds = 60
    /// How many tasks perform operations.
    var tasks = 100
    var supervisors = 1
    var seed = UInt64.random(in: 0..<1_000_000_000)
    /// How many descriptors the program may have; nil for as many as possible.
    var descriptors: Int?
    /// How long an answer may take.
    var patience = Duration.seconds(120)

    static let names = ["seconds", "tasks", "supervisors", "seed", "descriptors", "patience"]

    init(_ options: Options) {
        seconds = options.number("seconds", default: seconds)
        tasks = options.number("tasks", default: tasks)
        supervisors = options.number("supervisors", default: supervisors)
        seed = UInt64(options.number("seed", default: Int(seed)))
        if options["descriptors"] != nil { descriptors = options.number("descriptors", default: 256) }
        patience = .seconds(options.number("patience", default: 120))
    }
}

/// Runs many tasks that do everything that a supervisor offers, at random, and compares each answer with a model of the
/// context. Meanwhile supervisors are shut down and replaced.
///
/// The seed decides what each task does. The machine decides when.
func storm(_ options: StormOptions) async throws -> StormReport {
    FileHandle.standardError.write(Data("\(options)\n".utf8))
    try setLimit(Int32(RLIMIT_NOFILE.rawValue), options.descriptors ?? .max)
    let atFirst = Belongings.now()
    let tally = Tally()
    tally.change { ($0.seed, $0.seconds) = (options.seed, options.seconds) }
    let pending = Pending(patience: options.patience) { unanswered in
        var report = tally.report
        report.unanswered = Array(unanswered.prefix(100))
        writeAndExit(report)
    }
    let slots = (0..<options.supervisors).map { _ in SupervisorSlot(.ofStorm) }
    let end = ContinuousClock.now + .seconds(options.seconds)
    // The memory that the first seconds make resident stays.
    let settled = Task { () -> Int in
        try? await Task.sleep(for: .seconds(options.seconds) / 3)
        return Memory.resident
    }
    await withTaskGroup(of: Void.self) { group in
        for number in 0..<options.tasks {
            group.addTask { await StormTask(number, options, slots, pending, tally).run(until: end) }
        }
        group.addTask { await replace(slots, options, until: end, pending, tally) }
    }
    for slot in slots { await slot.instance.shutDown(pending) }
    let growth = Memory.resident - (await settled.value)
    for left in try await Belongings.left(since: atFirst) { tally.fault("left at the end: \(left)") }
    if growth > 256 << 20 { tally.fault("the resident memory grew by \(growth >> 20) MiB in the last two thirds") }
    var report = tally.report
    report.growth = growth >> 20
    return report
}

/// Shuts down supervisors that are in use, and replaces them.
private func replace(
    _ slots: [SupervisorSlot], _ options: StormOptions, until end: ContinuousClock.Instant, _ pending: Pending,
    _ tally: Tally
) async {
    var dice = Dice(seed: options.seed, task: -1)
    while true {
        let pause = Duration.milliseconds(Int.random(in: 1_000...5_000, using: &dice))
        guard ContinuousClock.now + pause < end else { return }
        try? await Task.sleep(for: pause)
        let old = slots.randomElement(using: &dice)!.replace()
        tally.change { $0.supervisors += 1 }
        await old.shutDown(pending)
    }
}
