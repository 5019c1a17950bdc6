/// The live workers of a supervisor, who may still become one, and who waits for a place. It does nothing by itself:
/// each change returns whom to tell.
struct AdmissionState<Worker: Sendable, Waiter: Sendable>: Sendable {
    let maximumWorkers: Int?
    private(set) var workers: [Int: Worker] = [:]
    /// How many places are promised to workers that are not there yet.
    private(set) var reserved = 0
    /// Whether a context waits for a place, which no copy is to take from it.
    var isWanted = false
    /// Counts what may have made room.
    private(set) var generation = 0
    private var waiter: Waiter?
    /// How many copies of a context wait for a place, by the context.
    private var forks: [String: Int] = [:]
    /// Why nobody gets a place any more.
    private(set) var closed: VMError?

    init(maximumWorkers: Int?) {
        self.maximumWorkers = maximumWorkers
    }

    mutating func add(_ worker: Worker, number: Int) {
        workers[number] = worker
    }

    /// - Returns: the worker, where it was there, and whom to resume.
    mutating func remove(_ number: Int) -> (Worker?, Waiter?) {
        (workers.removeValue(forKey: number), change())
    }

    /// Reserves a place.
    ///
    /// - Parameter isCopy: whether it is one that nobody else is to make room for.
    /// - Returns: whether there was one.
    mutating func reserve(isCopy: Bool = false) -> Bool {
        if let maximumWorkers, workers.count + reserved >= maximumWorkers || (isCopy && isWanted) { return false }
        reserved += 1
        return true
    }

    /// A place is given back: its worker was made, or can't be.
    ///
    /// - Returns: whom to resume.
    mutating func endReservation() -> Waiter? {
        reserved -= 1
        return change()
    }

    /// A place is given back by the one who waits, to whom that is no change.
    mutating func cancelReservation() {
        reserved -= 1
    }

    /// Something may have made room.
    ///
    /// - Returns: whom to resume.
    mutating func change() -> Waiter? {
        generation += 1
        return waiter.take()
    }

    /// Whether the caller has to wait for a change.
    mutating func wait(since generation: Int, _ waiter: Waiter) -> Bool {
        guard self.generation == generation else { return false }
        self.waiter = waiter
        return true
    }

    /// Contexts of which a copy waits for a place.
    var forkedContexts: Set<String> { Set(forks.keys) }

    /// A copy of a context begins to wait for a place.
    mutating func beginFork(of context: String) {
        forks[context, default: 0] += 1
    }

    /// A copy of a context waits no more.
    mutating func endFork(of context: String) {
        forks[context]! -= 1
        if forks[context] == 0 { forks[context] = nil }
    }

    /// The supervisor is shut down.
    ///
    /// - Returns: whom to resume.
    mutating func close(_ error: VMError) -> Waiter? {
        closed = error
        return change()
    }
}
