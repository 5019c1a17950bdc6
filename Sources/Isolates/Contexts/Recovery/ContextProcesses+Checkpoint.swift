import Wire
import Workers

extension ContextProcesses {
    /// How long a context idles before its checkpoint is made, in nanoseconds. A run that follows at once would have to
    /// wait for the fork.
    private static let pauseBeforeCheckpoint: UInt64 = 500_000
    /// The longest time between two checks of whether the context is idle, in nanoseconds.
    private static let longestPause: UInt64 = 1_000_000_000
    /// How long a context idles before it gives up its checkpoint, in nanoseconds.
    private static let longIdleness: UInt64 = 10_000_000_000

    /// Makes a checkpoint of the context's current state, unless there is one. Nothing may run in the context
    /// meanwhile.
    nonisolated(nonsending) func makeCheckpoint(of context: Context) async {
        guard recovery == .rollback, checkpointState != .ready, end == nil else { return }
        // While the event queue is full the worker is not read, so its answer would not be seen.
        if context.events.isFull { await context.drainEvents() }
        let (original, dropped) = state.withLock { $0.beginCheckpoint() }
        dropped.copy?.end(.disposed(reason: "the context has changed"))
        do throws(ForkFailure) {
            let copy = try await checkpoint(of: original)
            guard state.withLock({ $0.made(copy, of: original) }) else {
                return copy.worker.end(.disposed(reason: "its original is gone"))
            }
            // It may have ended before it became the checkpoint.
            if copy.worker.end != nil { dropCheckpoint() }
        } catch {
            guard state.withLock({ $0.failed(error.reason, of: original) }) else { return }
            context.accounts.telemetry.checkpointUnavailable(context.id, reason: error.reason)
        }
    }

    /// Forks the context's worker if there is a place for the copy.
    nonisolated(nonsending) private func checkpoint(
        of original: WorkerProcess
    ) async throws(ForkFailure) -> RecoveryState.Copy {
        let assignment = original.assignmentOfCopy
        try await admission.admitCopy()
        defer { admission.endReservation() }
        return try await forkWorker(original, commits ? .base : .checkpoint, assignment: assignment)
    }

    /// Forks the context's worker.
    nonisolated(nonsending) func forkWorker(
        _ original: WorkerProcess, _ role: ForkRole, assignment: WorkerAssignment
    ) async throws(ForkFailure) -> RecoveryState.Copy {
        let start: WorkerProcess.Start
        do throws(SystemError) {
            start = try WorkerProcess.make(zygote: original.zygote, assignment: assignment, isBase: role == .base)
        } catch {
            throw ForkFailure(reason: "there are no descriptors for a copy of the worker: \(error)")
        }
        let (forked, request) = try await original.fork(start, role)
        return RecoveryState.Copy(
            worker: start.worker, lastCall: forked.lastCall, answeredChanges: original.progress.answeredChanges,
            commit: role == .base ? request : nil)
    }

    /// The context has just been made. Until it changes, it can be made again from its recipe.
    func keep(_ spareWorkers: some SpareWorkers, _ configure: @escaping @Sendable (_ id: Int) -> [UInt8]) {
        let source = spareWorkers.source
        // The recipe must not keep the workers alive that nobody else needs.
        let spareWorkers = WeakReference(spareWorkers)
        _ = state.withLock { state in
            state.keep(
                RecoveryState.Recipe(
                    source: source, spareWorkers: { spareWorkers.load() }, scripts: state.scripts, configure: configure)
            )
        }
    }

    /// The context has changed, so its old checkpoint is useless.
    func contextChanged(_ context: Context) {
        let progress = worker.progress
        let (dropped, setsTimer) = state.withLock { $0.changed(progress) }
        dropped.copy?.end(.disposed(reason: "the context has changed"))
        guard setsTimer else { return }
        wait(hasCopy ? Self.longestPause : Self.pauseBeforeCheckpoint, in: WeakReference(context))
    }

    /// - Returns: whether a process was its checkpoint.
    @discardableResult
    func dropCheckpoint() -> Bool {
        let (dropped, hasNext) = state.withLock { ($0.dropCheckpoint(), $0.next != nil) }
        guard let copy = dropped.copy else { return false }
        copy.end(.disposed(reason: "the context does not need it now"))
        // The next base may already be there, though nobody has noticed yet. Its log is needed.
        if commits, !hasNext { worker.send(Request.discardLog.frame()) }
        return true
    }

    /// Starts the timer of the next checkpoint. A context has only one, however often it changes.
    private func wait(_ pause: UInt64, in context: WeakReference<Context>) {
        let (revision, reactor) = state.withLock { ($0.revision, $0.worker.zygote.reactor) }
        reactor.schedule(after: pause) { [self] in
            guard let hasRested = state.withLock({ $0.timerIsDue(since: revision) }) else { return }
            guard hasRested else { return wait(pause, in: context) }
            Task { await rest(in: context, since: revision, pause) }
        }
    }

    private func rest(in context: WeakReference<Context>, since revision: Int, _ pause: UInt64) async {
        guard let found = context.load() else { return }
        guard found.queue.tryAcquire() else {
            // The run that made the change may still have the turn, which it keeps until the program's handlers have
            // had its events.
            let next = min(2 * pause, Self.longestPause)
            worker.zygote.reactor.schedule(after: next) { [self] in
                guard state.withLock({ $0.end == nil && $0.revision == revision }) else { return }
                Task { await rest(in: context, since: revision, next) }
            }
            return
        }
        await makeCheckpoint(of: found)
        found.queue.release()
        giveUpWhenIdle(context)
    }

    private func giveUpWhenIdle(_ context: WeakReference<Context>) {
        let (revision, reactor) = state.withLock { ($0.revision, $0.worker.zygote.reactor) }
        reactor.schedule(after: Self.longIdleness) { [self] in
            guard end == nil, let context = context.load(), context.queue.tryAcquire() else { return }
            if state.withLock({ $0.revision }) == revision { dropCheckpoint() }
            context.queue.release()
        }
    }
}
