/// A request that a worker has not answered yet, or whose answer its caller has not taken yet.
struct PendingRequest: Sendable {
    enum Waiter: Sendable {
        /// The caller reads the pipe itself.
        case polling
        case parked(UnsafeContinuation<WorkerProcess.Answer, Never>)
        case answered(WorkerProcess.Answer)
        case handler(@Sendable (WorkerProcess.Answer) -> Void)
    }

    var waiter: Waiter
    var limits = ExchangeLimits()
    /// Its number in the order of sending, in which the worker serves requests.
    var sequence = 0
    /// Whether it has been served, and its answer only waits for a base.
    var awaitsBase = false
    /// Whether the worker was alive when it was submitted.
    var wasSent = true
    /// When its first byte was written, or when the worker became ready if that was later, in nanoseconds; nil before.
    var begun: UInt64?
    /// The timer that ends it at its timeout.
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

    /// The limits that apply now: those of a run do not apply while its answer waits for a base.
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
