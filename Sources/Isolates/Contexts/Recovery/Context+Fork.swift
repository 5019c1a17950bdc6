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
        if HostCallScope.served(of: self) != nil {
            throw VMError(
                unavailable: "context \(id) can't be forked while a run of it waits for the call that asks for it")
        }
        return try await makeFork(self)
    }

    /// The worker is a copy of another context's, and knows what that knows.
    func learn(from original: Context) {
        let scripts = original.processes.state.withLock { $0.scripts }
        processes.state.withLock { $0.learn(scripts) }
        events.calls.functions.add(allOf: original.events.calls.functions)
        importers.add(allOf: original.importers)
    }
}
