import FoundationEssentials

extension JSDate {
    /// The JavaScript date nearest to a Foundation date; invalid if that is out of JavaScript's range.
    public init(_ date: Date) {
        self.init(milliseconds: (date.timeIntervalSince1970 * 1_000).rounded())
    }

    /// The Foundation date of the same time; `nil` for an invalid date.
    ///
    /// Foundation counts seconds in a double, which is exact to the millisecond until about the year 140,000, and to
    /// two milliseconds at the ends of JavaScript's range.
    public var date: Date? {
        milliseconds.map { Date(timeIntervalSince1970: $0 / 1_000) }
    }
}

extension Value {
    /// A `Date`; an invalid one if the time is out of JavaScript's range of ±8.64e15 ms around 1970.
    public init(_ date: Date) {
        self = .date(JSDate(date))
    }
}
