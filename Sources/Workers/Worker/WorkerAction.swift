/// What is to be done after a change of a worker's state, in this order, by whoever made the change and holds no lock.
enum WorkerAction: Sendable {
    case resume(UnsafeContinuation<WorkerProcess.Answer, Never>, WorkerProcess.Answer)
    case call(@Sendable (WorkerProcess.Answer) -> Void, WorkerProcess.Answer)
    case deliver(WorkerEvent)
    /// The worker is there: it is given what was kept back for it.
    case flush
    /// The clocks of a request run from `begun`, in nanoseconds.
    case startClocks(request: Int, begun: UInt64, ExchangeLimits)
    case cancel(TimerQueue.Token)
    /// The answer to the request waits for a base of the worker.
    case makeBase(request: Int)
    /// It was forked, and has to say so before long.
    case expectFirstMessage
    /// Measures what it has used, if it is killed for what it did, and kills it.
    case kill(Descriptor, WorkerEnd)
    /// Looks after some time how it ended, where nobody has told.
    case expectExitReport
    /// The caller reads what is left and tells whose the worker is: nobody else reads now, or will.
    case finishEnding(WorkerEnd)
}
