/// How the service shuts down. Times are those of a monotonic clock.
package struct DrainState: Sendable, Equatable {
    package enum Stage: Sendable, Equatable {
        case serving
        /// Everything is still accepted, but the service reports that it is not ready any more.
        case leaving
        /// Only requests in existing contexts are accepted.
        case finishing
        case over
    }

    /// The action that a signal calls for.
    package enum Action: Sendable, Equatable {
        case begin
        case endNow
    }

    /// How long new work is refused at least before everything ends. A proxy without health checks learns by a refusal
    /// that it must go elsewhere. What it sends just when the sockets close is lost.
    private static let shortestFinish = Duration.seconds(1)

    private let delay: Duration
    private let timeout: Duration
    private var beginning: Duration?
    private var isOver = false

    /// - Parameters:
    ///   - delay: how long new work is accepted after the signal.
    ///   - timeout: how long existing contexts continue after that.
    package init(delay: Duration, timeout: Duration) {
        self.delay = delay
        self.timeout = timeout
    }

    /// SIGTERM has come.
    package mutating func terminate(now: Duration) -> Action {
        guard beginning == nil else {
            isOver = true
            return .endNow
        }
        beginning = now
        return .begin
    }

    package func stage(now: Duration) -> Stage {
        if isOver { return .over }
        guard let beginning else { return .serving }
        if now < beginning + delay { return .leaving }
        return now < beginning + delay + timeout ? .finishing : .over
    }

    /// Whether everything may end before the deadline if nothing is left to wait for.
    package func mayEndEarly(now: Duration) -> Bool {
        beginning.map { now >= $0 + delay + min(Self.shortestFinish, timeout) } ?? false
    }

    /// When everything ends; nil before the signal.
    package var deadline: Duration? { beginning.map { $0 + delay + timeout } }
}
