/// What has to be done after a worker's state has changed, in this order. The caller that made the change does it
/// without holding a lock.
enum WorkerAction: Sendable {
    case resume(UnsafeContinuation<WorkerProcess.Answer, Never>, WorkerProcess.Answer)
    case call(@Sendable (WorkerProcess.Answer) -> Void, WorkerProcess.Answer)
    case deliver(WorkerEvent)
    /// The worker is ready: write the messages that were held back for it.
    case flush
    /// Start the clocks of a request, which count from `begun`, in nanoseconds.
    case startClocks(request: Int, begun: UInt64, ExchangeLimits)
    case cancel(TimerQueue.Token)
    /// Ask the delegate for a base. The answer to the request waits for it.
    case makeBase(request: Int)
    /// The worker was forked: end it unless its first message comes in time.
    case expectFirstMessage
    /// Kill the worker, after measuring what it has used if a run is the cause.
    case kill(Descriptor, WorkerEnd)
    /// End the worker with an unknown cause if the zygote does not report one in time.
    case expectExitReport
    /// Finish the end: read what is left and tell the delegate. No other thread reads from the worker now, or will.
    case finishEnding(WorkerEnd)
}
