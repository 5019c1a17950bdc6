import Workers

/// What new workers are forked from: the zygote, or a worker in which a template's scripts have run.
protocol WorkerSource: AnyObject, Sendable {
    /// What reaps the workers.
    var zygote: ZygoteProcess { get }
    /// Whether it can fork.
    var isAlive: Bool { get }

    /// Forks a worker, and waits for nothing: what is sent to it meanwhile is kept for it. A fork that fails ends the
    /// worker.
    func fork(_ start: WorkerProcess.Start)

    /// Has a worker that was forked ahead touch what its first run will need.
    ///
    /// - Parameter ready: is called when that is done.
    func warm(_ worker: WorkerProcess, ready: @escaping @Sendable () -> Void)
}

/// Who says whether there is room for a copy that nobody else is to make room for.
protocol CopyAdmission: AnyObject, Sendable {
    /// Waits for a place, for a moment at the most. Whoever has it gives it back by `endReservation` when the copy was
    /// made, or can't be.
    ///
    /// - Throws: what is in the way.
    nonisolated(nonsending) func admitCopy() async throws(ForkFailure)

    /// As `admitCopy`, without waiting.
    ///
    /// - Returns: whether there is a place.
    func tryAdmitCopy() -> Bool

    /// The worker was made, or can't be.
    func endReservation()
}
