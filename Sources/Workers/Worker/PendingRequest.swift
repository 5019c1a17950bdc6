/// A request that a worker has not answered, or whose answer nobody has taken yet.
struct PendingRequest: Sendable {
    enum Waiter: Sendable {
        /// Whoever made it reads the pipe for itself.
        case polling
        case parked(UnsafeContinuation<WorkerProcess.Answer, Never>)
        case answered(WorkerProcess.Answer)
        case handler(@Sendable (WorkerProcess.Answer) -> Void)
    }

    var waiter: Waiter
    var limits = ExchangeLimits()
    /// Its place among the requests that were sent: a worker does those in that order.
    var place = 0
    /// Whether it is over but for the base that its answer waits for.
    var awaitsBase = false
    /// Whether the worker could get it at all.
    var wasSent = true
    /// When its first byte was written to a worker that was there, in nanoseconds; nil where it waits.
    var begun: UInt64?
    /// What ends it at its timeout.
    var timer: TimerQueue.Token?

    var isOpen: Bool {
        switch waiter {
        case .polling, .parked: true
        case .answered, .handler: false
        }
    }

    var isAnswered: Bool {
        if case .answered = waiter { true } else { false }
    }

    /// What bounds it now.
    var clocks: ExchangeLimits {
        guard awaitsBase else { return limits }
        var limits = limits
        limits.timeout = nil
        limits.cpuTimeout = nil
        return limits
    }

    var isParked: Bool {
        if case .parked = waiter { true } else { false }
    }
}
