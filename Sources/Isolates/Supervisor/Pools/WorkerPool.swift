import Workers

/// Workers that were forked ahead, so that a new context is usually ready at once.
///
/// The pool is refilled when no worker was taken for a moment, so that the forks of a burst come first.
final class WorkerPool: Sendable {
    /// How long no worker must have been taken before the pool is refilled, in nanoseconds.
    private static let pauseBeforeFilling: UInt64 = 5_000_000

    let source: any WorkerSource
    private let admission: Admission
    private let state: Lock<PoolState<WorkerProcess>>

    /// - Parameters:
    ///   - size: how many workers are kept forked ahead; 0 for none.
    ///   - admission: counts the workers.
    init(_ source: any WorkerSource, size: Int, _ admission: Admission) {
        self.source = source
        state = Lock("pool", PoolState(size: size))
        self.admission = admission
        if size > 0 { admission.add(self) }
    }

    deinit {
        close()
    }

    /// Takes a worker for a context, or forks one.
    ///
    /// - Throws: if no descriptor is left.
    func take(for assignment: WorkerAssignment) throws(SystemError) -> WorkerProcess {
        if let worker = takeReady(for: assignment) { return worker }
        return try make(assignment)
    }

    private func make(_ assignment: WorkerAssignment) throws(SystemError) -> WorkerProcess {
        let start = try WorkerProcess.make(zygote: source.zygote, assignment: assignment)
        source.fork(start)
        return start.worker
    }

    /// Takes a ready worker, which is already counted; nil if there is none.
    func takeReady(for assignment: WorkerAssignment) -> WorkerProcess? {
        while let worker = popReady() {
            if worker.end == nil, worker.assign(assignment) { return worker }
        }
        return nil
    }

    private func popReady() -> WorkerProcess? {
        let (worker, setsTimer) = state.withLock { $0.take() }
        if setsTimer { wait() }
        return worker
    }

    /// Ends the spare workers, and stops refilling the pool.
    func close() {
        for worker in state.withLock({ $0.close() }) { worker.end(.disposed(reason: "nobody needed it")) }
    }

    /// Ends a spare worker.
    ///
    /// - Returns: whether there was one.
    func giveUpOne() -> Bool {
        let spare = state.withLock { $0.giveUpOne() }
        spare?.end(.disposed(reason: "a context needed its place"))
        return spare != nil
    }

    var readyCount: Int { state.withLock { $0.ready.count } }

    /// Begins to fill the pool before the first worker is taken.
    func fill() {
        if state.withLock({ $0.setTimer() }) { wait() }
    }

    private func wait() {
        let taken = state.withLock { $0.taken }
        source.zygote.reactor.schedule(after: Self.pauseBeforeFilling) { [weak self] in
            guard let self else { return }
            guard state.withLock({ $0.taken }) == taken else { return wait() }
            addOne()
        }
    }

    /// Forks one worker at a time, so that a run that begins meanwhile waits for one fork at most.
    private func addOne() {
        let isSourceAlive = source.isAlive
        let isWanted = state.withLock { $0.wantsOne(isSourceAlive: isSourceAlive) }
        guard isWanted, reserve() else { return }
        defer { admission.endReservation() }
        guard let worker = try? make(assignment()) else { return state.withLock { $0.rest() } }
        guard state.withLock({ $0.add(worker) }) else { return worker.end(.disposed(reason: "nobody needed it")) }
        source.warm(worker) { [weak self, weak worker] in
            if let worker { self?.hasWarmed(worker) }
        }
        // The worker may have ended before it was in the pool.
        if worker.end != nil { remove(worker) }
        wait()
    }

    private func reserve() -> Bool {
        guard !admission.state.withLock({ $0.reserve(isCopy: true) }) else { return true }
        state.withLock { $0.rest() }
        return false
    }

    private func assignment() -> WorkerAssignment {
        WorkerAssignment(delegate: SpareDelegate(self), registry: admission)
    }

    private func hasWarmed(_ worker: WorkerProcess) {
        state.withLock { $0.hasWarmed(worker) }
    }

    fileprivate func remove(_ worker: WorkerProcess) {
        // The caller holds the worker, so that it is not released under the lock.
        state.withLock { $0.remove(worker) }
    }

    /// The delegate of spare workers, which send no events.
    private final class SpareDelegate: WorkerDelegate {
        private let pool: WeakReference<WorkerPool>

        init(_ pool: WorkerPool) {
            self.pool = WeakReference(pool)
        }

        var isFull: Bool { false }

        func worker(_ worker: WorkerProcess, sent event: WorkerEvent) {}

        func worker(_ worker: WorkerProcess, needsBaseFor request: Int) {
            worker.end(.violation("it needs a base, which nobody has"))
        }

        func worker(_ worker: WorkerProcess, ended end: WorkerEnd) -> Bool {
            pool.load()?.remove(worker)
            return false
        }
    }
}
