import Wire
import Workers

extension ContextProcesses {
    /// A process of the context has ended. If it was the worker, this rolls the context back or closes it.
    ///
    /// - Returns: what that means for the context.
    func ended(_ worker: WorkerProcess, _ end: WorkerEnd, contextID: String) -> RecoveryState.Consequence {
        let progress = worker.progress
        promoteNextBase(progress)
        let (way, number, released) = state.withLock { state in
            (state.way(worker, end, progress), state.rollbacks + 1, state.sinceCheckpoint.released)
        }
        let next = way.flatMap { prepare($0, after: worker, handlePrefix: "\(contextID).\(number).", released) }
        let usage = worker.lastUsage
        let (consequence, base) = state.withLock { state in
            let consequence = state.ended(worker, end, usage: usage, next: next?.copy)
            if case .none = consequence { return (consequence, nil as WorkerProcess?) }
            return (consequence, state.takeNextBase())
        }
        base?.end(.disposed(reason: "its original is gone"))
        switch consequence {
        case .none: next?.discard()
        case .contextEnded(_, let superfluous):
            next?.discard()
            superfluous.copy?.end(.disposed(reason: "the context is gone"))
        case .rolledBack(let rollback):
            let late = rollback.released.dropFirst(released.count)
            if !late.isEmpty { rollback.worker.send(Request.release(handles: Array(late)).frame()) }
            next?.begin()
        }
        return consequence
    }

    /// The process that a context is to continue with.
    private struct Next {
        let copy: RecoveryState.Copy
        /// Whether the process was made for this.
        var isNew = false
        /// The source that is to fork the process; nil if the process exists already.
        var fork: (source: any WorkerSource, start: WorkerProcess.Start)?

        func begin() {
            if let fork { fork.source.fork(fork.start) }
        }

        func discard() {
            if isNew { copy.worker.end(.disposed(reason: "nobody needed it")) }
        }
    }

    /// Prepares the process that the context continues with, and sends it everything that it must know before it is
    /// used. Returns nil if there is no such process.
    private func prepare(
        _ way: RecoveryState.Way, after last: WorkerProcess, handlePrefix: String, _ released: [String]
    ) -> Next? {
        let next: Next
        switch way {
        case .copy(let copy):
            guard copy.worker.isAlive else { return nil }
            guard restore(copy, after: last) else { return nil }
            next = Next(copy: copy)
        case .recipe(let recipe):
            guard let new = makeAgain(recipe, last.assignment) else { return nil }
            new.copy.worker.send(recipe.configure)
            next = new
        }
        next.copy.worker.send(Request.nameHandles(prefix: handlePrefix).frame())
        if !released.isEmpty { next.copy.worker.send(Request.release(handles: released).frame()) }
        return next
    }

    /// Finds a worker that has served nobody, or prepares one. Returns nil if there can't be one.
    private func makeAgain(_ recipe: RecoveryState.Recipe, _ assignment: WorkerAssignment) -> Next? {
        func copy(_ worker: WorkerProcess) -> RecoveryState.Copy {
            RecoveryState.Copy(worker: worker, lastCall: 0, answeredChanges: 0)
        }
        guard recipe.source.isAlive else { return nil }
        if let worker = recipe.spareWorkers()?.takeReady(for: assignment) {
            return Next(copy: copy(worker), isNew: true)
        }
        guard let start = try? WorkerProcess.make(zygote: recipe.source.zygote, assignment: assignment) else {
            return nil
        }
        return Next(copy: copy(start.worker), isNew: true, fork: (recipe.source, start))
    }

    /// Has a base take the place of the last worker. Any other copy stands as it is to go on.
    ///
    /// - Returns: whether there are descriptors for it.
    private func restore(_ copy: RecoveryState.Copy, after last: WorkerProcess) -> Bool {
        guard let commit = copy.commit else { return true }
        do throws(SystemError) {
            try copy.worker.restore(asOf: commit, lastCall: copy.lastCall)
            return true
        } catch {
            let reason = "there are no descriptors for its pipes: \(error)"
            copy.worker.end(.unavailable(reason: reason))
            _ = state.withLock { $0.failed(reason, of: last) }
            return false
        }
    }
}
