import Wire

extension ContextProcesses {
    /// How long a context idles before its checkpoint is made, in nanoseconds: a run that follows at once would only
    /// wait for it.
    private static let pauseBeforeCheckpoint: UInt64 = 500_000
    /// How long at the most until it is seen again whether the context idles, in nanoseconds.
    private static let longestPause: UInt64 = 1_000_000_000
    /// How often a place is asked for again, a millisecond later each time.
    private static let mostTries = 20
    /// How long a context idles before its checkpoint is given up, in nanoseconds.
    private static let longIdleness: UInt64 = 10_000_000_000

    var checkpointState: CheckpointState {
        guard recovery == .rollback else { return .off }
        return state.withLock { state in
            switch state.checkpoint {
            case .recipe: .ready
            case .ready: state.sinceCheckpoint.answers.isEmpty ? .ready : .pending
            case .none: .pending
            case .unavailable(let reason): .unavailable(reason: reason)
            }
        }
    }

    /// Makes a checkpoint of the context as it stands, unless there is one. Nothing may run in the context meanwhile.
    nonisolated(nonsending) func makeCheckpoint(of context: Context) async {
        guard recovery == .rollback, checkpointState != .ready else { return }
        let original = state.withLock { state in
            state.sinceCheckpoint.answers.removeAll(where: \.isSettled)
            state.sinceCheckpoint.scripts = []
            state.sinceCheckpoint.released = []
            return state.worker
        }
        dropCheckpoint()
        do throws(ForkFailure) {
            let copy = try await checkpoint(of: original)
            let isWanted = state.withLock { state in
                guard state.worker === original, state.end == nil else { return false }
                state.checkpoint = .ready(copy)
                state.obstacle = nil
                return true
            }
            if !isWanted { return copy.worker.end(.disposed(reason: "its original is gone")) }
            // It may have ended before it was anybody's checkpoint.
            if copy.worker.end != nil { dropCheckpoint() }
        } catch {
            let isNews = state.withLock { state in
                guard state.worker === original else { return false }
                state.checkpoint = .unavailable(reason: error.reason)
                defer { state.obstacle = error.reason }
                return state.obstacle != error.reason
            }
            if isNews { context.accounts.telemetry.checkpointUnavailable(context.id, reason: error.reason) }
        }
    }

    /// Copies the context's worker where there is a place for it.
    nonisolated(nonsending) private func checkpoint(of original: WorkerProcess) async throws(ForkFailure) -> Copy {
        let owner = original.ownerOfCopy
        var tries = 0
        while let obstacle = owner.places.reserveForCopy() {
            if owner.places.giveUpSpare() { continue }
            // Whoever has reserved a place may be about to fill it with what can then be spared.
            guard owner.places.hasReserved, tries < Self.mostTries else { throw ForkFailure(reason: obstacle) }
            tries += 1
            try? await Task.sleep(for: .milliseconds(1))
        }
        defer { owner.places.settle() }
        return try await copy(of: original, .checkpoint, owner: owner)
    }

    /// Whether a process is its checkpoint.
    var hasCopy: Bool {
        state.withLock { state in
            if case .ready = state.checkpoint { true } else { false }
        }
    }

    /// Copies the context's worker.
    nonisolated(nonsending) func copy(
        of original: WorkerProcess, _ role: ForkRole, owner: WorkerOwner
    ) async throws(ForkFailure) -> Copy {
        var start: WorkerProcess.Start
        do throws(SystemError) {
            start = try WorkerProcess.make(number: WorkerProcess.nextNumber(), zygote: original.zygote, owner: owner)
        } catch {
            throw ForkFailure(reason: "there are no descriptors for a copy of the worker: \(error)")
        }
        let forked = try await original.fork(&start, role)
        return Copy(
            worker: start.worker, lastCall: forked.lastCall, changes: original.changes.load(ordering: .acquiring))
    }

    /// The context is as it was made: from now on until it changes it can be made again.
    func keep(_ source: any WorkerSource, _ owner: WorkerOwner, _ configure: @escaping @Sendable (_ id: Int) -> [UInt8])
    {
        guard recovery == .rollback else { return }
        state.withLock { state in
            state.checkpoint = .recipe(
                Recipe(source: source, owner: owner, scripts: state.scripts, configure: configure))
        }
    }

    /// The context is another than before. What its checkpoint holds is of no use any more.
    func changed(in context: Context) {
        guard recovery == .rollback else { return }
        let setsTimer = state.withLock { state in
            state.changes += 1
            defer { state.isTimerSet = true }
            return !state.isTimerSet
        }
        dropCheckpoint()
        if setsTimer { wait(Self.pauseBeforeCheckpoint, in: WeakReference(context)) }
    }

    /// - Returns: whether a process was its checkpoint.
    @discardableResult
    func dropCheckpoint() -> Bool {
        let copy = state.withLock { state -> Copy? in
            defer { state.checkpoint = .none }
            guard case .ready(let copy) = state.checkpoint else { return nil }
            return copy
        }
        copy?.worker.end(.disposed(reason: "the context has changed"))
        return copy != nil
    }

    /// One timer serves a context, however often it changes.
    private func wait(_ pause: UInt64, in context: WeakReference<Context>) {
        let changes = state.withLock { $0.changes }
        _ = Reactor.shared.schedule(at: System.now() + pause) { [self] in
            let hasRested = state.withLock { state in
                guard state.end == nil, context.load() != nil else { return nil as Bool? }
                if state.changes == changes { state.isTimerSet = false }
                return state.changes == changes
            }
            switch hasRested {
            case nil: break
            case false?: wait(pause, in: context)
            case true?: Task { await self.rest(in: context, since: changes, pause) }
            }
        }
    }

    private func rest(in context: WeakReference<Context>, since changes: Int, _ pause: UInt64) async {
        guard let context = context.load() else { return }
        guard context.queue.tryAcquire() else {
            // It may be the run that made the change: it ends when the program's handlers have had what it told.
            let next = min(2 * pause, Self.longestPause)
            _ = Reactor.shared.schedule(at: System.now() + next) { [weak self, context = WeakReference(context)] in
                guard let self, state.withLock({ $0.end == nil && $0.changes == changes }) else { return }
                Task { await self.rest(in: context, since: changes, next) }
            }
            return
        }
        await makeCheckpoint(of: context)
        context.queue.release()
        giveUpWhenIdle(WeakReference(context))
    }

    private func giveUpWhenIdle(_ context: WeakReference<Context>) {
        let changes = state.withLock { $0.changes }
        _ = Reactor.shared.schedule(at: System.now() + Self.longIdleness) { [weak self] in
            guard let self, let context = context.load(), context.queue.tryAcquire() else { return }
            if state.withLock({ $0.changes }) == changes { dropCheckpoint() }
            context.queue.release()
        }
    }
}
