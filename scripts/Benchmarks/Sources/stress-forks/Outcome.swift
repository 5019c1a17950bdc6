import Measuring

/// The results of many forks in a row.
struct Outcome: Sendable {
    let title: String
    /// The time from the start of each fork to its first answer, in the order of the forks.
    var times = Samples()
    /// The times of bare forks that another process made meanwhile, as a measure of the machine's speed at the time.
    var control = Samples()
    /// Children that never answered.
    var hung = 0
    /// Silent children, for which the supervisor forked another.
    var reforked = 0
    /// Requests that failed otherwise.
    var failures: [String] = []

    /// Whether every child answered, and the last ones as fast as the first, allowing for other load on the machine.
    var isSound: Bool { hung == 0 && reforked == 0 && failures.isEmpty && slowdown / machineSlowdown < 1.5 }

    /// The ratio of the median of the last forks to that of the first.
    private var slowdown: Double { last.median / first.median }
    private var machineSlowdown: Double {
        let window = max(1, control.count * self.window / max(1, times.count))
        return Samples(control.nanoseconds.suffix(window)).median / Samples(control.nanoseconds.prefix(window)).median
    }
    private var window: Int { min(1_000, times.count / 4) }
    private var first: Samples { Samples(times.nanoseconds.prefix(window)) }
    private var last: Samples { Samples(times.nanoseconds.suffix(window)) }

    var report: String {
        var table = Table("µs", "median", "p99", "most")
        for (name, samples) in [("first \(window)", first), ("last \(window)", last), ("all \(times.count)", times)] {
            table.add(
                name, microseconds(samples.median), microseconds(samples.quantile(0.99)),
                microseconds(samples.quantile(1)))
        }
        return """
            \(title)
            \(table.text)
            hung \(hung), reforked \(reforked), failed \(failures.count); the last took \(fixed(slowdown, digits: 2)) times as long as the first,
            and bare forks meanwhile \(fixed(machineSlowdown, digits: 2)) times as long
            \(failures.prefix(5).map { "  \($0)\n" }.joined())
            """
    }
}
