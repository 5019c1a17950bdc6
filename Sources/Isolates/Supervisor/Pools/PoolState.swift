/// Workers that were forked ahead, and when there are to be more. It does nothing by itself: each change returns what
/// is to be done.
struct PoolState<Worker: AnyObject & Sendable>: Sendable {
    /// How many are kept; 0 for none.
    let size: Int
    /// The one that has waited longest comes last, and is taken first.
    private(set) var ready: [Worker] = []
    /// Forked ahead, and not ready yet.
    private var warming: [Worker] = []
    /// Counts what was asked for, whether or not it was there.
    private(set) var taken = 0
    private var isTimerSet = false
    private var isClosed = false

    init(size: Int) {
        self.size = size
    }

    /// - Returns: the worker, where one is ready, and whether the caller sets the timer to fill the pool up.
    mutating func take() -> (worker: Worker?, setsTimer: Bool) {
        taken += 1
        return (ready.popLast(), setTimer())
    }

    /// Whether the caller sets the timer to fill the pool up.
    mutating func setTimer() -> Bool {
        guard size > 0, !isClosed, !isTimerSet else { return false }
        isTimerSet = true
        return true
    }

    /// The timer is due, and nothing was taken since it was set.
    ///
    /// - Returns: whether the caller makes a worker. Otherwise no timer is set any more.
    mutating func wantsOne(isSourceAlive: Bool) -> Bool {
        let isWanted = !isClosed && isSourceAlive && ready.count + warming.count < size
        if !isWanted { rest() }
        return isWanted
    }

    /// None can be made now: no timer is set any more.
    mutating func rest() {
        isTimerSet = false
    }

    /// A worker was forked ahead.
    ///
    /// - Returns: whether it is kept; otherwise it is to be ended.
    mutating func add(_ worker: Worker) -> Bool {
        guard !isClosed else { return false }
        warming.append(worker)
        return true
    }

    /// A worker is ready, unless it was given up or has ended.
    mutating func hasWarmed(_ worker: Worker) {
        guard let index = warming.firstIndex(where: { $0 === worker }) else { return }
        ready.insert(warming.remove(at: index), at: 0)
    }

    /// A worker has ended. The caller has it, so that it is not let go of here.
    mutating func remove(_ worker: Worker) {
        ready.removeAll { $0 === worker }
        warming.removeAll { $0 === worker }
    }

    /// - Returns: one that nobody has taken, which is to be ended.
    mutating func giveUpOne() -> Worker? {
        ready.popLast() ?? warming.popLast()
    }

    /// - Returns: those that nobody has taken, which are to be ended.
    mutating func close() -> [Worker] {
        isClosed = true
        defer { (ready, warming) = ([], []) }
        return ready + warming
    }
}
