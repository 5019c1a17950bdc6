import Synchronization

/// Workers that were forked ahead, so that a context is usually there at once.
///
/// It is filled up again when nothing was taken for a moment: the forks of a burst come first.
final class WorkerPool: Sendable {
    /// How long nothing must have been taken before the pool is filled up, in nanoseconds.
    private static let pauseBeforeFilling: UInt64 = 5_000_000

    let source: any WorkerSource
    private let size: Int
    private let places: WorkerPlaces
    private let state = Mutex(State())

    private struct State {
        var ready: [WorkerProcess] = []
        /// Forked ahead, and not ready yet.
        var warming: [WorkerProcess] = []
        /// Counts what was taken.
        var taken = 0
        var isTimerSet = false
        var isClosed = false
    }

    /// - Parameters:
    ///   - size: how many workers are kept ready; 0 for none.
    ///   - places: where they count.
    init(_ source: any WorkerSource, size: Int, _ places: WorkerPlaces) {
        self.source = source
        self.size = size
        self.places = places
        if size > 0 { places.add(self) }
    }

    deinit {
        close()
    }

    /// A worker for a context, which gets what is sent to it from now on.
    ///
    /// - Throws: where no descriptor is left.
    func take(for owner: WorkerOwner) throws(SystemError) -> WorkerProcess {
        guard let worker = takeReady() else { return try source.makeWorker(owner) }
        worker.change(to: owner)
        return worker
    }

    /// A worker that is ready, and counted; nil where there is none.
    func takeReady() -> WorkerProcess? {
        let (worker, setsTimer) = state.withLock { state in
            state.taken += 1
            defer { state.isTimerSet = size > 0 }
            return (state.ready.popLast(), size > 0 && !state.isTimerSet)
        }
        if setsTimer { wait() }
        return worker
    }

    /// Ends the workers that nobody took.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { (state.ready, state.warming) = ([], []) }
            return state.ready + state.warming
        }
        for worker in left { worker.end(.disposed(reason: "nobody needed it")) }
    }

    /// Ends a worker that nobody has taken.
    ///
    /// - Returns: whether there was one.
    func giveUpOne() -> Bool {
        let spare = state.withLock { $0.ready.popLast() ?? $0.warming.popLast() }
        spare?.end(.disposed(reason: "a context needed its place"))
        return spare != nil
    }

    var readyCount: Int { state.withLock { $0.ready.count } }

    /// Begins to fill the pool before anything was taken.
    func fill() {
        guard size > 0,
            state.withLock({ state in
                defer { state.isTimerSet = true }
                return !state.isTimerSet
            })
        else { return }
        wait()
    }

    private func wait() {
        let taken = state.withLock { $0.taken }
        _ = Reactor.shared.schedule(at: System.now() + Self.pauseBeforeFilling) { [weak self] in
            guard let self else { return }
            guard state.withLock({ $0.taken }) == taken else { return wait() }
            addOne()
        }
    }

    /// One at a time, so that a run that begins meanwhile waits for one fork at most.
    private func addOne() {
        let isWanted = state.withLock { state in
            let isWanted = !state.isClosed && state.ready.count + state.warming.count < size && source.isAlive
            if !isWanted { state.isTimerSet = false }
            return isWanted
        }
        guard isWanted else { return }
        guard places.reserveForCopy() == nil else { return state.withLock { $0.isTimerSet = false } }
        defer { places.settle() }
        guard let worker = try? source.makeWorker(WorkerOwner(delegate: SpareDelegate(self), places: places)) else {
            return
        }
        let isKept = state.withLock { state in
            guard !state.isClosed else { return false }
            state.warming.append(worker)
            return true
        }
        guard isKept else { return worker.end(.disposed(reason: "nobody needed it")) }
        source.warm(worker) { [weak self, weak worker] in
            if let worker { self?.hasWarmed(worker) }
        }
        // It may have ended before it was anybody's.
        if worker.end != nil { remove(worker) }
        wait()
    }

    private func hasWarmed(_ worker: WorkerProcess) {
        state.withLock { state in
            guard let index = state.warming.firstIndex(where: { $0 === worker }) else { return }
            state.ready.insert(state.warming.remove(at: index), at: 0)
        }
    }

    fileprivate func remove(_ worker: WorkerProcess) {
        state.withLock { state in
            state.ready.removeAll { $0 === worker }
            state.warming.removeAll { $0 === worker }
        }
    }

    /// Whose the workers are that nobody has taken. They say nothing but that they are there.
    private final class SpareDelegate: WorkerDelegate {
        private let pool: WeakReference<WorkerPool>

        init(_ pool: WorkerPool) {
            self.pool = WeakReference(pool)
        }

        var isFull: Bool { false }

        func worker(_ worker: WorkerProcess, sent event: WorkerEvent) {}

        func worker(_ worker: WorkerProcess, endedBy end: WorkerEnd) -> Bool {
            pool.load()?.remove(worker)
            return false
        }
    }
}
