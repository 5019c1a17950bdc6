/// Times of the same kind of event, in nanoseconds.
public struct Samples: Sendable {
    public private(set) var nanoseconds: [UInt64]

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

    /// The time below which the given share of the times is, in nanoseconds.
    public func quantile(_ share: Double) -> Double {
        guard !nanoseconds.isEmpty else { return .nan }
        let sorted = nanoseconds.sorted()
        return Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))])
    }

    /// The median of numbers.
    public static func median(of numbers: [Double]) -> Double {
        guard !numbers.isEmpty else { return .nan }
        return numbers.sorted()[numbers.count / 2]
    }
}
