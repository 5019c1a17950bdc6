import Glibc

/// The times of runs, in microseconds.
struct Timing {
    private var samples: [Double] = []

    mutating func measure(_ work: () throws -> Void) rethrows {
        let start = Self.now()
        try work()
        samples.append(Self.now() - start)
    }

    var summary: String {
        let sorted = samples.sorted()
        func part(_ share: Double) -> String {
            "\((sorted[Int(Double(sorted.count - 1) * share)] * 10).rounded() / 10)"
        }
        return "median \(part(0.5)), p10 \(part(0.1)), p90 \(part(0.9))"
    }

    static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
    }
}
