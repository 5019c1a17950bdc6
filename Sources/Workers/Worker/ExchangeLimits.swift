/// What bounds one request, from when its worker is there and has been given it.
package struct ExchangeLimits: Sendable {
    package var timeout: Duration?
    /// How the worker ends at the timeout, where that is not the run's own.
    var endAtTimeout: WorkerEnd?
    /// CPU time of the worker.
    package var cpuTimeout: Duration?
    package var breakOnSigint = false
    /// Whether cancelling the task that waits ends the worker.
    package var isCancellable = true
    /// Whether the request, once it is answered, has changed the context.
    package var changesContext = false
    /// What a worker that commits does before it answers.
    package var commit = Commit.none
    /// Whether the request is kept back until the worker is there. A request that runs no user's code need not be.
    package var waitsForStart = true
    /// What `cpuTimeout` counts from, in nanoseconds.
    var processorTimeAtStart: UInt64 = 0

    /// What stands, in a worker that commits, when it has answered.
    package enum Commit: Sendable {
        /// What stood before.
        case none
        /// What the request has done. In the midst of another request nothing is committed.
        case request
        /// A base that was made of it.
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
    /// At least 1, and at most some 30 years.
    package var boundedNanoseconds: UInt64 {
        UInt64(min(max(1, self / .nanoseconds(1)), 1e18))
    }
}
