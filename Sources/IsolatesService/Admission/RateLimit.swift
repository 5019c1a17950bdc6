/// So many a second, and one second's worth at once.
package struct RateLimit: Sendable {
    private var perSecond: Double
    private var tokens: Double
    private var last: Duration

    /// - Parameter now: the time, on a clock that only goes on.
    package init(perSecond: Double, now: Duration) {
        self.perSecond = perSecond
        tokens = max(perSecond, 1)
        last = now
    }

    /// Asks for one.
    ///
    /// - Returns: nil if it may begin now, or else how long to wait.
    package mutating func take(perSecond: Double, now: Duration) -> Duration? {
        self.perSecond = perSecond
        tokens = min(tokens + max(now - last, .zero) / .seconds(1) * perSecond, max(perSecond, 1))
        last = now
        guard tokens >= 1 else { return .seconds((1 - tokens) / perSecond) }
        tokens -= 1
        return nil
    }
}
