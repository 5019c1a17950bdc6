/// The limits of one request. They count from when its worker is ready and has been given the request.
package struct ExchangeLimits: Sendable {
    package var timeout: Duration?
    /// How the worker ends at the timeout; nil for `.timeout`.
    var endAtTimeout: WorkerEnd?
    /// CPU time of the worker.
    package var cpuTimeout: Duration?
    package var breakOnSigint = false
    /// Whether cancelling the task that waits ends the worker.
    package var isCancellable = true
    /// Whether the context counts as changed once the request has been answered.
    package var changesContext = false
    /// What the worker commits before it answers, if it keeps a log.
    package var commit = Commit.none
    /// Whether the request is held back until the worker is ready. Requests that run no user code need not be.
    package var waitsForStart = true
    /// The worker's CPU time from which `cpuTimeout` counts, in nanoseconds.
    var processorTimeAtStart: UInt64 = 0

    /// The state that a base of the worker can restore once the worker has answered.
    package enum Commit: Sendable {
        /// The same as before.
        case none
        /// The changes of the request. A request that is served during another one commits nothing.
        case request
        /// The state of the new base that the request has made.
        case base
    }

    package init(
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool = false, isCancellable: Bool = true,
        changesContext: Bool = false, waitsForStart: Bool = true
    ) {
        self.timeout = timeout
        self.cpuTimeout = cpuTimeout
        self.breakOnSigint = breakOnSigint
        self.isCancellable = isCancellable
        self.changesContext = changesContext
        self.waitsForStart = waitsForStart
    }
}

extension Duration {
    /// The duration in nanoseconds: at least 1, at most 10¹⁸, which is some 30 years.
    package var boundedNanoseconds: UInt64 {
        UInt64(min(max(1, self / .nanoseconds(1)), 1e18))
    }
}
