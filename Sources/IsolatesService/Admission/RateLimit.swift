/// A limit on the number of events in a second. A second's worth of them, but at least one, may come at once.
package struct RateLimit: Sendable {
    private var perSecond: Double
    private var tokens: Double
    private var last: Duration

    /// - Parameter now: the time on a monotonic clock.
    package init(perSecond: Double, now: Duration) {
        self.perSecond = perSecond
        tokens = max(perSecond, 1)
        last = now
    }

    /// Asks for permission for one event.
    ///
    /// - Returns: nil if it may happen now, otherwise how long to wait.
    package mutating func take(perSecond: Double, now: Duration) -> Duration? {
        self.perSecond = perSecond
        tokens = min(tokens + max(now - last, .zero) / .seconds(1) * perSecond, max(perSecond, 1))
        last = now
        guard tokens >= 1 else { return .seconds((1 - tokens) / perSecond) }
        tokens -= 1
        return nil
    }
}
