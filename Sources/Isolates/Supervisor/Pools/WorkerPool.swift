import Workers

/// Workers that were forked ahead, so that a new context is usually ready at once.
///
/// While contexts are made one after the other, one worker is forked for the next of them at a time. When none was
/// taken for a moment, the pool is refilled, and its workers rehearse: until then that would take the processor's time
/// from contexts that are waited for.
final class WorkerPool: SpareWorkers {
    /// How long no worker must have been taken before the pool is refilled and rehearses, in nanoseconds.
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
        // Behind the fork that is waited for.
        defer { forkForNext() }
        return try make(assignment)
    }

    private func make(_ assignment: WorkerAssignment) throws(SystemError) -> WorkerProcess {
        let start = try WorkerProcess.make(zygote: source.zygote, assignment: assignment)
        source.fork(start)
        return start.worker
    }

    /// Takes a spare worker, which is already counted; nil if there is none.
    func takeReady(for assignment: WorkerAssignment) -> WorkerProcess? {
        while let worker = popSpare() {
            guard worker.end == nil, worker.assign(assignment) else { continue }
            forkForNext()
            return worker
        }
        return nil
    }

    private func popSpare() -> WorkerProcess? {
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
            goOn()
        }
    }

    /// Does one thing at a time, so that a run that begins meanwhile waits for that at most.
    private func goOn() {
        let isSourceAlive = source.isAlive
        switch state.withLock({ $0.nextStep(isSourceAlive: isSourceAlive) }) {
        case .rest: return
        case .warm(let worker): warm(worker)
        case .fork:
            guard let worker = makeSpare(isWarming: true) else { return state.withLock { $0.rest() } }
            warm(worker)
        }
        wait()
    }

    /// Has a worker forked for the next one who asks, if there is none, and waits for nothing.
    private func forkForNext() {
        guard state.withLock({ $0.beginForking() }) else { return }
        source.zygote.reactor.perform { [weak self] in
            guard let self else { return }
            if source.isAlive { _ = makeSpare(isWarming: false) }
            state.withLock { $0.endForking() }
        }
    }

    /// Forks a worker for the pool; nil where there is no place for it, or nobody needs it any more.
    private func makeSpare(isWarming: Bool) -> WorkerProcess? {
        guard admission.state.withLock({ $0.reserve(isCopy: true) }) else { return nil }
        defer { admission.endReservation() }
        guard let worker = try? make(assignment()) else { return nil }
        guard state.withLock({ $0.add(worker, isWarming: isWarming) }) else {
            worker.end(.disposed(reason: "nobody needed it"))
            return nil
        }
        // It may have ended before it was in the pool.
        if worker.end != nil { remove(worker) }
        return worker
    }

    private func warm(_ worker: WorkerProcess) {
        source.warm(worker) { [weak self, weak worker] in
            if let worker { self?.hasWarmed(worker) }
        }
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
