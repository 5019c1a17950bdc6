import Histogram

/// Times of the same kind of event, in nanoseconds.
public struct Samples: Sendable {
    public private(set) var nanoseconds: [UInt64]

    /// Longer times count as this one, an hour.
    private static let longest: UInt64 = 3_600_000_000_000

    public init(_ nanoseconds: some Sequence<UInt64> = []) {
        self.nanoseconds = Array(nanoseconds)
    }

    public var count: Int { nanoseconds.count }

    public mutating func append(_ time: UInt64) {
        nanoseconds.append(time)
    }

    public mutating func append(contentsOf other: Samples) {
        nanoseconds += other.nanoseconds
    }

    public var median: Double { quantile(0.5) }

    /// The time below which the given share of the times is, in nanoseconds, to a thousandth.
    public func quantile(_ share: Double) -> Double {
        guard !nanoseconds.isEmpty else { return .nan }
        var histogram = Histogram<UInt32>(highestTrackableValue: Self.longest, numberOfSignificantValueDigits: .three)
        for time in nanoseconds { histogram.record(min(time, Self.longest)) }
        return Double(histogram.valueAtPercentile(share * 100))
    }

    /// The median of numbers.
    public static func median(of numbers: [Double]) -> Double {
        guard !numbers.isEmpty else { return .nan }
        return numbers.sorted()[numbers.count / 2]
    }
}
