import Workers

/// Counts a supervisor's live workers and admits new ones.
///
/// A place is reserved before a worker is made, and the reservation ends when the worker exists and counts by itself.
/// So workers that are made in parallel never exceed the limit together.
final class Admission: Sendable {
    let maximumWorkers: Int?
    let maximumMemory: ByteCount?
    let whenFull: WhenFull
    /// Counts the waiting requests.
    let room: WaitingRoom
    /// Lets requests wait for a place one after the other.
    let turnstile: RunQueue
    let state: Lock<AdmissionState<WorkerProcess, UnsafeContinuation<Void, Never>>>
    private let usesControlGroups: Bool
    private let pools = Lock("pools of a supervisor", [WeakReference<WorkerPool>]())
    private let metrics: Metrics?

    init(_ configuration: Supervisor.Configuration, _ metrics: Metrics?) {
        self.metrics = metrics
        maximumWorkers = configuration.maximumWorkers
        maximumMemory = configuration.maximumMemory
        whenFull = configuration.whenFull
        usesControlGroups = configuration.usesControlGroups
        room = WaitingRoom(maximum: configuration.maximumQueuedRuns)
        turnstile = RunQueue(room)
        state = Lock("admission", AdmissionState(maximumWorkers: configuration.maximumWorkers))
    }

    /// How many workers are alive.
    var count: Int { state.withLock { $0.workers.count } }

    /// The workers' resident memory in bytes, as `maximumMemory` counts it.
    var memory: Int {
        state.withLock { Array($0.workers.values) }.reduce(0) { $0 + ($1.measuredMemoryWithLog ?? 0) }
    }

    /// Ends a reservation: the worker was made, or could not be made.
    func endReservation() {
        state.withLock { $0.endReservation() }?.resumeUnlocked(returning: ())
    }

    /// The supervisor is shut down: no more places are given.
    func close(_ error: VMError) {
        turnstile.close(error)
        state.withLock { $0.close(error) }?.resumeUnlocked(returning: ())
    }

    /// Registers a pool whose spare workers may be ended to make room.
    func add(_ pool: WorkerPool) {
        let reference = WeakReference(pool)
        let gone = pools.withLock { $0 }.filter { $0.load() == nil }
        pools.withLock { pools in
            pools.removeAll { pool in gone.contains { $0 === pool } }
            pools.append(reference)
        }
    }

    /// Ends a worker that was forked ahead and is still spare.
    ///
    /// - Returns: whether there was one.
    func giveUpSpare() -> Bool {
        pools.withLock { $0 }.contains { $0.load()?.giveUpOne() == true }
    }
}

extension Admission: WorkerRegistry {
    var measuresMemory: Bool { maximumMemory != nil }

    /// The program's control groups; nil if they must not or can't be used.
    var controlGroups: ControlGroups? {
        guard usesControlGroups, case .success(let groups) = ControlGroups.ofThisProgram else { return nil }
        return groups
    }

    /// Moves the program to a group of its own if its groups are delegated and may be used. Must be called before the
    /// zygote is started.
    func divideControlGroups() {
        if usesControlGroups { _ = ControlGroups.ofThisProgram }
    }

    func add(_ worker: WorkerProcess) {
        state.withLock { $0.add(worker, number: worker.number) }
        metrics?.workers.increment()
    }

    func remove(_ worker: WorkerProcess) {
        let (removed, waiter) = state.withLock { $0.remove(worker.number) }
        if removed != nil { metrics?.workers.decrement() }
        waiter?.resumeUnlocked(returning: ())
    }
}

extension Admission: CopyAdmission {
    /// How often the reservation of a place for a copy is retried, a millisecond later each time.
    private static let mostTries = 20

    nonisolated(nonsending) func admitCopy() async throws(ForkFailure) {
        var tries = 0
        while !tryAdmitCopy() {
            // A reserved place may be about to be filled with a worker that can then be spared.
            guard state.withLock({ $0.reserved > 0 }), tries < Self.mostTries else {
                throw ForkFailure(
                    reason: "the supervisor has \(maximumWorkers ?? 0) workers, its limit (maximumWorkers)")
            }
            tries += 1
            try? await Task.sleep(for: .milliseconds(1))
        }
    }

    func tryAdmitCopy() -> Bool {
        while !state.withLock({ $0.reserve(isCopy: true) }) {
            guard giveUpSpare() else { return false }
        }
        return true
    }
}
