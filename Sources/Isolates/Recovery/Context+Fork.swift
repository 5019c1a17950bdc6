import Wire

extension Context {
    /// Makes an independent copy of the context as it stands: globals, closures, class instances and all, in a process
    /// of its own.
    ///
    /// Runs that were asked for before come first. The copy has the context's options and limits; functions of this
    /// side that the sandbox held are the copy's too, and are told by `FunctionCall.context` who calls. Functions and
    /// promises that were handed out before stay the original's. A promise that waits for a function of this side is
    /// rejected in the copy, since the answer is the original's. `Math.random()` goes its own way.
    ///
    /// - Returns: the copy. It lives on its own, whatever becomes of the original.
    /// - Throws: `VMError`: `disposed` where the context is gone, and `unavailable` with the reason where it can't be
    ///   copied: while a run of it waits for this call, within some 10 s after it has compiled WebAssembly, or where
    ///   the machine has no process left.
    public func fork() async throws(VMError) -> Context {
        if HostCallScope.isServing(self) {
            throw VMError(
                unavailable: "context \(id) can't be forked while a run of it waits for the call that asks for it")
        }
        guard let supervisor = home.load() else {
            throw VMError(unavailable: "the supervisor of context \(id) is gone")
        }
        try await supervisor.admit()
        defer { supervisor.places.settle() }
        try await queue.acquire()
        defer { queue.release() }
        return try await supervisor.fork(self, settings, processes.worker.ownerOfCopy.pagesAtStart)
    }
}

extension Supervisor {
    /// Copies a context that idles, and whose turn the caller has.
    ///
    /// - Parameters:
    ///   - settings: of the copy.
    ///   - pagesAtStart: see `WorkerOwner`.
    func fork(_ original: Context, _ settings: ContextOptions, _ pagesAtStart: Int?) async throws(VMError) -> Context {
        let new = newEvents(settings)
        let copy = try await copy(of: original, new, pagesAtStart)
        let context = context(new, settings, copy, owner: self)
        context.learn(from: original)
        context.setLimitsOfLastRun(original.limitsOfLastRun)
        _ = try await context.request(isFirst: true) { Request.separate(id: $0, handlePrefix: "\(new.id).").frame() }
        context.processes.changed(in: context)
        return context
    }

    func copy(of original: Context, _ new: NewContext, _ pagesAtStart: Int?) async throws(VMError) -> WorkerProcess {
        if let end = original.processes.end { throw VMError(disposed: end.reasonOfDisposal) }
        var owner = new.owner
        owner.pagesAtStart = pagesAtStart
        do throws(ForkFailure) {
            return try await original.processes.copy(of: original.processes.worker, .context, owner: owner).worker
        } catch {
            throw VMError(unavailable: "context \(original.id) can't be copied: \(error.reason)")
        }
    }
}

extension Context {
    /// The worker is a copy of another context's, and knows what that knows.
    func learn(from original: Context) {
        let scripts = original.processes.state.withLock { $0.scripts }
        processes.state.withLock { $0.scripts = scripts }
        events.calls.functions.add(allOf: original.events.calls.functions)
    }
}
