/// How the service comes to its end. Times are on a clock that only goes on.
package struct DrainState: Sendable, Equatable {
    package enum Stage: Sendable, Equatable {
        case serving
        /// Everything is still taken, and whoever asks learns that it soon won't be.
        case leaving
        /// Only what is in contexts that are there goes on.
        case finishing
        case over
    }

    /// The action that a signal calls for.
    package enum Action: Sendable, Equatable {
        case begin
        case endNow
    }

    private let delay: Duration
    private let timeout: Duration
    private var beginning: Duration?
    private var isOver = false

    /// - Parameters:
    ///   - delay: how long new work is taken after the signal.
    ///   - timeout: how long live contexts go on after that.
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

    /// When new work is taken no more, and when all ends; nil before the signal.
    package var refusal: Duration? { beginning.map { $0 + delay } }
    package var deadline: Duration? { beginning.map { $0 + delay + timeout } }
}
