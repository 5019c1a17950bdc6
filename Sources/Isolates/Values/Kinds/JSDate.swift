/// A JavaScript `Date`: a time in milliseconds, or an invalid date (ECMA-262 §21.4.1.1).
public struct JSDate: Hashable, Sendable {
    /// Whole milliseconds since 1970-01-01T00:00:00Z, from -8.64e15 to 8.64e15; `nil` for an invalid date.
    public let milliseconds: Double?

    /// Makes a date from a time.
    ///
    /// - Parameter milliseconds: milliseconds since 1970-01-01T00:00:00Z. A fraction is cut off; a time out of range,
    ///   or `NaN`, makes the date invalid (ECMA-262 §21.4.1.31, TimeClip).
    public init(milliseconds: Double) {
        guard milliseconds.magnitude <= 8.64e15 else {
            self.milliseconds = nil
            return
        }
        // Adding zero turns -0 into 0, as TimeClip does.
        self.milliseconds = milliseconds.rounded(.towardZero) + 0
    }

    private init() {
        milliseconds = nil
    }

    /// The invalid date, whose time is `NaN` in JavaScript.
    public static let invalid = JSDate()
}

extension JSDate: CustomStringConvertible {
    /// The date in the form of ``iso8601``, or `Invalid Date`.
    public var description: String {
        iso8601 ?? "Invalid Date"
    }
}
