import Synchronization

/// The live workers of a supervisor, and who may still become one.
///
/// A place is reserved before a worker is made, and settled when it is there and counts by itself. So what is made in
/// parallel never goes past the limit together.
final class WorkerPlaces: Sendable {
    struct State {
        var workers: [Int: WeakReference<WorkerProcess>] = [:]
        var pools: [WeakReference<WorkerPool>] = []
        var reserved = 0
        /// Whether a context waits for a place, which no copy is to take from it.
        var isWanted = false
        /// Counts what may have made room.
        var changes = 0
        var waiter: UnsafeContinuation<Void, Never>?
        var closed: VMError?
    }

    let maximumWorkers: Int?
    let maximumMemory: ByteCount?
    let whenFull: WhenFull
    private let usesControlGroups: Bool
    let room: WaitingRoom
    /// Lets those who wait for a place come one after the other.
    let turnstile: RunQueue
    let state = Mutex(State())
    private let metrics: Metrics?

    init(_ configuration: Supervisor.Configuration, _ metrics: Metrics?) {
        self.metrics = metrics
        maximumWorkers = configuration.maximumWorkers
        maximumMemory = configuration.maximumMemory
        whenFull = configuration.whenFull
        usesControlGroups = configuration.usesControlGroups
        room = WaitingRoom(maximum: configuration.maximumQueuedRuns)
        turnstile = RunQueue(room)
    }

    /// Those of the program, where they are to be used and can be.
    var controlGroups: ControlGroups? {
        guard usesControlGroups, case .success(let groups) = ControlGroups.ofThisProgram else { return nil }
        return groups
    }

    /// Whether the memory of every worker must be known.
    var measuresMemory: Bool { maximumMemory != nil }

    /// Whether somebody has a place that is still to be filled.
    var hasReserved: Bool { state.withLock { $0.reserved > 0 } }

    /// How many workers are alive.
    var count: Int { state.withLock { $0.workers.count } }

    func add(_ worker: WorkerProcess) {
        let reference = WeakReference(worker)
        state.withLock { $0.workers[worker.number] = reference }
        metrics?.workers.increment()
    }

    /// The worker is being killed, or is dead.
    func remove(_ number: Int) {
        var wasThere = false
        change { wasThere = $0.workers.removeValue(forKey: number) != nil }
        if wasThere { metrics?.workers.decrement() }
    }

    /// Makes the workers of a pool known as ones that nobody needs.
    func add(_ pool: WorkerPool) {
        let reference = WeakReference(pool)
        state.withLock { state in
            state.pools.removeAll { $0.load() == nil }
            state.pools.append(reference)
        }
    }

    /// Ends a worker that was forked ahead.
    ///
    /// - Returns: whether there was one.
    func giveUpSpare() -> Bool {
        state.withLock { $0.pools }.contains { $0.load()?.giveUpOne() == true }
    }

    /// Bytes that the workers have made resident, as `maximumMemory` counts them.
    var memory: Int {
        state.withLock { Array($0.workers.values) }.reduce(0) { $0 + ($1.load()?.measuredMemory ?? 0) }
    }

    /// The supervisor is shut down: nobody gets a place any more.
    func close(_ error: VMError) {
        turnstile.close(error)
        change { $0.closed = error }
    }

    /// Does what may make room.
    func change(_ body: (inout State) -> Void) {
        let waiter = state.withLock { state in
            body(&state)
            state.changes += 1
            return state.waiter.take()
        }
        waiter?.resume()
    }
}
