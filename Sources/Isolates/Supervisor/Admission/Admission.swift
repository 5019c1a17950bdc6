import Workers

/// Counts a supervisor's live workers, and lets new ones in.
///
/// A place is reserved before a worker is made, and the reservation ends when the worker is there and counts by itself.
/// So what is made in parallel never goes past the limit together.
final class Admission: Sendable {
    let maximumWorkers: Int?
    let maximumMemory: ByteCount?
    let whenFull: WhenFull
    /// For those who wait.
    let room: WaitingRoom
    /// Lets those who wait for a place come one after the other.
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

    /// Bytes that the workers have made resident, as `maximumMemory` counts them.
    var memory: Int {
        state.withLock { Array($0.workers.values) }.reduce(0) { $0 + ($1.measuredMemoryWithLog ?? 0) }
    }

    /// The worker of a place was made, or can't be.
    func endReservation() {
        state.withLock { $0.endReservation() }?.resumeUnlocked(returning: ())
    }

    /// The supervisor is shut down: nobody gets a place any more.
    func close(_ error: VMError) {
        turnstile.close(error)
        state.withLock { $0.close(error) }?.resumeUnlocked(returning: ())
    }

    /// Makes the workers of a pool known as ones that nobody needs.
    func add(_ pool: WorkerPool) {
        let reference = WeakReference(pool)
        let gone = pools.withLock { $0 }.filter { $0.load() == nil }
        pools.withLock { pools in
            pools.removeAll { pool in gone.contains { $0 === pool } }
            pools.append(reference)
        }
    }

    /// Ends a worker that was forked ahead.
    ///
    /// - Returns: whether there was one.
    func giveUpSpare() -> Bool {
        pools.withLock { $0 }.contains { $0.load()?.giveUpOne() == true }
    }
}

extension Admission: WorkerRegistry {
    var measuresMemory: Bool { maximumMemory != nil }

    /// Those of the program, where they are to be used and can be.
    var controlGroups: ControlGroups? {
        guard usesControlGroups, case .success(let groups) = ControlGroups.ofThisProgram else { return nil }
        return groups
    }

    /// Moves the program to a group of its own, where its groups are delegated and to be used. Before it has a zygote.
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
    /// How often a place for a copy is asked for again, a millisecond later each time.
    private static let mostTries = 20

    nonisolated(nonsending) func admitCopy() async throws(ForkFailure) {
        var tries = 0
        while !tryAdmitCopy() {
            // Whoever has reserved a place may be about to fill it with what can then be spared.
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
