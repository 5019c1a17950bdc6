/// Workers that were forked ahead, and when to fork more. A state machine: its methods return the actions for the
/// caller.
struct PoolState<Worker: AnyObject & Sendable>: Sendable {
    /// How many workers are kept forked ahead; 0 for none.
    let size: Int
    /// Spare workers that are ready. The one that has waited longest comes last and is taken first.
    private(set) var ready: [Worker] = []
    /// Workers that were forked ahead and are not ready yet.
    private var warming: [Worker] = []
    /// Counts the requests for a worker, whether or not one was ready.
    private(set) var taken = 0
    private var isTimerSet = false
    private var isClosed = false

    init(size: Int) {
        self.size = size
    }

    /// - Returns: a worker, if one is ready, and whether the caller has to set the timer that refills the pool.
    mutating func take() -> (worker: Worker?, setsTimer: Bool) {
        taken += 1
        return (ready.popLast(), setTimer())
    }

    /// Whether the caller has to set the timer that refills the pool.
    mutating func setTimer() -> Bool {
        guard size > 0, !isClosed, !isTimerSet else { return false }
        isTimerSet = true
        return true
    }

    /// The timer is due, and no worker was taken since it was set.
    ///
    /// - Returns: whether the caller has to make a worker. If not, the timer no longer counts as set.
    mutating func wantsOne(isSourceAlive: Bool) -> Bool {
        let isWanted = !isClosed && isSourceAlive && ready.count + warming.count < size
        if !isWanted { rest() }
        return isWanted
    }

    /// No worker can be made now: the timer no longer counts as set.
    mutating func rest() {
        isTimerSet = false
    }

    /// A worker was forked ahead.
    ///
    /// - Returns: whether the worker is kept; if not, the caller ends it.
    mutating func add(_ worker: Worker) -> Bool {
        guard !isClosed else { return false }
        warming.append(worker)
        return true
    }

    /// A worker is ready. Does nothing if it was given up or has ended meanwhile.
    mutating func hasWarmed(_ worker: Worker) {
        guard let index = warming.firstIndex(where: { $0 === worker }) else { return }
        ready.insert(warming.remove(at: index), at: 0)
    }

    /// A worker has ended. The caller holds a reference, so that the worker is not released here, under the lock.
    mutating func remove(_ worker: Worker) {
        ready.removeAll { $0 === worker }
        warming.removeAll { $0 === worker }
    }

    /// - Returns: a spare worker, which the caller ends.
    mutating func giveUpOne() -> Worker? {
        ready.popLast() ?? warming.popLast()
    }

    /// - Returns: the spare workers, which the caller ends.
    mutating func close() -> [Worker] {
        isClosed = true
        defer { (ready, warming) = ([], []) }
        return ready + warming
    }
}
