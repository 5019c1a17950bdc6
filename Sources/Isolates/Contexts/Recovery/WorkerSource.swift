import Workers

/// What new workers are forked from: the zygote, or a worker in which a template's scripts have run.
protocol WorkerSource: AnyObject, Sendable {
    /// The zygote, which reaps the workers.
    var zygote: ZygoteProcess { get }
    /// Whether it can fork.
    var isAlive: Bool { get }

    /// Forks a worker without waiting. Messages sent to the worker before it exists are kept for it. A fork that fails
    /// ends the worker.
    func fork(_ start: WorkerProcess.Start)

    /// Makes a worker that was forked ahead touch the memory that its first run will need.
    ///
    /// - Parameter ready: called when that is done.
    func warm(_ worker: WorkerProcess, ready: @escaping @Sendable () -> Void)
}

/// Workers of a source that were forked ahead.
protocol SpareWorkers: AnyObject, Sendable {
    /// What forks them.
    var source: any WorkerSource { get }

    /// Takes a worker; nil if there is none.
    func takeReady(for assignment: WorkerAssignment) -> WorkerProcess?
}

/// Decides whether there is a place for a copy. No other process gives up its place for a copy.
protocol CopyAdmission: AnyObject, Sendable {
    /// Waits for a place, for a moment at most. A caller that gets the place returns it by `endReservation` once the
    /// copy was made, or when it cannot be made.
    ///
    /// - Throws: the reason why there is no place.
    nonisolated(nonsending) func admitCopy() async throws(ForkFailure)

    /// Like `admitCopy`, but without waiting.
    ///
    /// - Returns: whether there is a place.
    func tryAdmitCopy() -> Bool

    /// The worker was made, or cannot be made.
    func endReservation()
}
