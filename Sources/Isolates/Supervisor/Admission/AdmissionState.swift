/// The live workers of a supervisor, its reserved places, and the request that waits for a place. A state machine: its
/// methods return the task to resume, and the caller resumes it after unlocking.
struct AdmissionState<Worker: Sendable, Waiter: Sendable>: Sendable {
    let maximumWorkers: Int?
    private(set) var workers: [Int: Worker] = [:]
    /// How many places are reserved for workers that do not exist yet.
    private(set) var reserved = 0
    /// Whether a context waits for a place. Copies must then not take one.
    var isWanted = false
    /// Counts the events that may have made room.
    private(set) var generation = 0
    private var waiter: Waiter?
    /// How many copies of a context wait for a place, by the original's id.
    private var forks: [String: Int] = [:]
    /// The error after `close`, when no more places are given.
    private(set) var closed: VMError?

    init(maximumWorkers: Int?) {
        self.maximumWorkers = maximumWorkers
    }

    mutating func add(_ worker: Worker, number: Int) {
        workers[number] = worker
    }

    /// - Returns: the worker, if it was registered, and the task to resume.
    mutating func remove(_ number: Int) -> (Worker?, Waiter?) {
        (workers.removeValue(forKey: number), change())
    }

    /// Reserves a place.
    ///
    /// - Parameter isCopy: whether the place is for a checkpoint or a worker that is forked ahead; these yield to a
    ///   waiting context.
    /// - Returns: whether a place was free.
    mutating func reserve(isCopy: Bool = false) -> Bool {
        if let maximumWorkers, workers.count + reserved >= maximumWorkers || (isCopy && isWanted) { return false }
        reserved += 1
        return true
    }

    /// Gives back a reserved place: its worker was made, or could not be made.
    ///
    /// - Returns: the task to resume, if one waits.
    mutating func endReservation() -> Waiter? {
        reserved -= 1
        return change()
    }

    /// Gives back the place that a waiting request has just reserved. Not a change that this request should wake up
    /// for.
    mutating func cancelReservation() {
        reserved -= 1
    }

    /// Notes an event that may have made room.
    ///
    /// - Returns: the task to resume, if one waits.
    mutating func change() -> Waiter? {
        generation += 1
        return waiter.take()
    }

    /// Registers a waiter, unless something has changed since `generation`.
    ///
    /// - Returns: whether the caller has to wait.
    mutating func wait(since generation: Int, _ waiter: Waiter) -> Bool {
        guard self.generation == generation else { return false }
        self.waiter = waiter
        return true
    }

    /// The ids of contexts whose copies wait for a place.
    var forkedContexts: Set<String> { Set(forks.keys) }

    /// A copy of a context begins to wait for a place.
    mutating func beginFork(of context: String) {
        forks[context, default: 0] += 1
    }

    /// A copy of a context no longer waits for a place.
    mutating func endFork(of context: String) {
        forks[context]! -= 1
        if forks[context] == 0 { forks[context] = nil }
    }

    /// The supervisor is shut down.
    ///
    /// - Returns: the task to resume, if one waits.
    mutating func close(_ error: VMError) -> Waiter? {
        closed = error
        return change()
    }
}
