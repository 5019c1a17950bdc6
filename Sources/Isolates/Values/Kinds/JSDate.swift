/// A JavaScript `Date`: a time in milliseconds, or an invalid date (ECMA-262 §21.4.1.1).
public struct JSDate: Hashable, Sendable {
    /// Whole milliseconds since 1970-01-01T00:00:00Z, from -8.64e15 to 8.64e15; `nil` for an invalid date.
    public let milliseconds: Double?

    /// The date at a time.
    ///
    /// - Parameter milliseconds: the time; a fraction is cut off, and a time out of range, or `NaN`,
    ///   makes the date invalid (ECMA-262 §21.4.1.31, TimeClip).
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
    /// What ``iso8601`` says, or `Invalid Date`.
    public var description: String {
        iso8601 ?? "Invalid Date"
    }
}
