import Wire
import Workers

extension Supervisor {
    /// Copies a context, after waiting for the context's turn and for a place for the copy.
    func fork(_ original: Context) async throws(VMError) -> Context {
        try await admitFork(of: original)
        defer {
            original.queue.release()
            admission.endReservation()
        }
        return try await makeFork(of: original)
    }

    /// Waits for the original's turn and for a place; the caller holds both when this method returns.
    ///
    /// It never holds one while it waits for the other: the run that has the turn may be waiting for a place, and the
    /// holder of the place for the turn.
    private func admitFork(of original: Context) async throws(VMError) {
        while true {
            try await original.queue.acquire()
            guard let obstacle = admission.tryAdmit({ makeRoom() }) else { return }
            original.queue.release()
            guard admission.whenFull == .wait else { throw obstacle }
            try await waitForPlace(ofForkOf: original)
            if original.queue.tryAcquire() { return }
            admission.endReservation()
        }
    }

    /// Waits for a place, unless no context is left that could give one up.
    private func waitForPlace(ofForkOf original: Context) async throws(VMError) {
        admission.state.withLock { $0.beginFork(of: original.id) }
        defer { admission.state.withLock { $0.endFork(of: original.id) } }
        if isHeldByForks {
            throw VMError(
                unavailable: """
                    every context of the supervisor waits for a place for a copy of itself (maximumWorkers, \
                    maximumMemory); dispose contexts that are of no use any more, or raise the limit
                    """)
        }
        try await admit()
    }

    /// Whether every place belongs to a context that is itself waiting to be copied.
    private var isHeldByForks: Bool {
        let (originals, hasReservations) = admission.state.withLock { ($0.forkedContexts, $0.reserved > 0) }
        return !hasReservations
            && liveContexts.allSatisfy { $0.isOfSupervisor || $0.isDisposed || originals.contains($0.id) }
    }

    private func makeFork(of original: Context) async throws(VMError) -> Context {
        if let reason = original.processes.reasonOfDisposal { throw VMError(disposed: reason) }
        let new = newEvents(original.settings)
        let worker = original.processes.worker
        var assignment = new.assignment
        assignment.pagesAtStart = worker.assignmentOfCopy.pagesAtStart
        let copy: WorkerProcess
        do throws(ForkFailure) {
            copy = try await original.processes.forkWorker(worker, .context, assignment: assignment).worker
        } catch {
            throw VMError(unavailable: "context \(original.id) can't be copied: \(error.reason)")
        }
        let context = context(new, original.settings, copy, role: .program)
        context.learn(from: original)
        context.setLimitsOfLastRun(original.limitsOfLastRun)
        _ = try await context.request(isFirst: true) { Request.separate(id: $0, handlePrefix: "\(new.id).").frame() }
        context.processes.contextChanged(context)
        return context
    }
}
