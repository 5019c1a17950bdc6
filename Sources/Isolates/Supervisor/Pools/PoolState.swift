/// Workers that were forked ahead, and when to fork more. A state machine: its methods return the actions for the
/// caller.
struct PoolState<Worker: AnyObject & Sendable>: Sendable {
    /// How many workers are kept forked ahead; 0 for none.
    let size: Int
    /// Spare workers that have rehearsed. The one that has waited longest comes last and is taken first.
    private(set) var ready: [Worker] = []
    /// Spare workers that have rehearsed nothing, and may not be there yet. Taken where none is ready.
    private var cold: [Worker] = []
    /// Workers that rehearse.
    private var warming: [Worker] = []
    /// Counts the requests for a worker, whether or not one was ready.
    private(set) var taken = 0
    private var isTimerSet = false
    /// Whether one is about to be forked at once.
    private var isForking = false
    private var isClosed = false

    init(size: Int) {
        self.size = size
    }

    private var count: Int { ready.count + cold.count + warming.count }

    /// - Returns: a worker, if one is spare, and whether the caller has to set the timer that refills the pool.
    mutating func take() -> (worker: Worker?, setsTimer: Bool) {
        taken += 1
        return (ready.popLast() ?? cold.popLast(), setTimer())
    }

    /// Whether the caller has to fork a worker at once, since the next one who asks would find none. The caller then
    /// calls `endForking`.
    mutating func beginForking() -> Bool {
        guard !isClosed, !isForking, ready.isEmpty, cold.isEmpty, count < size else { return false }
        isForking = true
        return true
    }

    mutating func endForking() {
        isForking = false
    }

    /// Whether the caller has to set the timer that refills the pool.
    mutating func setTimer() -> Bool {
        guard size > 0, !isClosed, !isTimerSet else { return false }
        isTimerSet = true
        return true
    }

    /// What is to be done while no worker is asked for.
    enum Step {
        /// The worker is to rehearse.
        case warm(Worker)
        /// A worker is to be forked, and to rehearse.
        case fork
        /// Nothing: the timer no longer counts as set.
        case rest
    }

    /// The timer is due, and no worker was taken since it was set.
    mutating func nextStep(isSourceAlive: Bool) -> Step {
        if !isClosed, let worker = cold.popLast() {
            warming.append(worker)
            return .warm(worker)
        }
        if !isClosed, isSourceAlive, count < size { return .fork }
        rest()
        return .rest
    }

    /// No worker can be made now: the timer no longer counts as set.
    mutating func rest() {
        isTimerSet = false
    }

    /// A worker was forked ahead.
    ///
    /// - Parameter isWarming: whether it rehearses now.
    /// - Returns: whether the worker is kept; if not, the caller ends it.
    mutating func add(_ worker: Worker, isWarming: Bool) -> Bool {
        guard !isClosed else { return false }
        if isWarming { warming.append(worker) } else { cold.insert(worker, at: 0) }
        return true
    }

    /// A worker has rehearsed. Does nothing if it was given up or has ended meanwhile.
    mutating func hasWarmed(_ worker: Worker) {
        guard let index = warming.firstIndex(where: { $0 === worker }) else { return }
        ready.insert(warming.remove(at: index), at: 0)
    }

    /// A worker has ended. The caller holds a reference, so that the worker is not released here, under the lock.
    mutating func remove(_ worker: Worker) {
        ready.removeAll { $0 === worker }
        cold.removeAll { $0 === worker }
        warming.removeAll { $0 === worker }
    }

    /// - Returns: a spare worker, which the caller ends.
    mutating func giveUpOne() -> Worker? {
        cold.popLast() ?? ready.popLast() ?? warming.popLast()
    }

    /// - Returns: the spare workers, which the caller ends.
    mutating func close() -> [Worker] {
        isClosed = true
        defer { (ready, cold, warming) = ([], [], []) }
        return ready + cold + warming
    }
}
