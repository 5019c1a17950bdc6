extension Context {
    /// Makes an independent copy of the context, in a process of its own. The copy has the context's whole state:
    /// globals, closures, class instances and all.
    ///
    /// Runs that were requested earlier come first. The copy has the context's options and limits. It can also call the
    /// program's functions that are in the sandbox; `FunctionCall.context` tells which context calls. Handles of
    /// functions and promises that were handed out before belong to the original only. A promise that waits for a
    /// function of the program is rejected in the copy, because the answer belongs to the original. `Math.random()`
    /// continues differently in the copy.
    ///
    /// - Returns: the copy. It lives on, whatever happens to the original.
    /// - Throws: `VMError`: `disposed` if the context is gone, and `unavailable` with the reason if it cannot be
    ///   copied: while a run of it waits for this call, within some 10 s after it has compiled WebAssembly, or if the
    ///   machine has no process left.
    public func fork() async throws(VMError) -> Context {
        if HostCallScope.served(of: self) != nil {
            throw VMError(
                unavailable: "context \(id) can't be forked while a run of it waits for the call that asks for it")
        }
        return try await makeFork(self)
    }

    /// The worker is a copy of another context's worker, and knows the same scripts, functions and resolvers.
    func learn(from original: Context) {
        let scripts = original.processes.state.withLock { $0.scripts }
        processes.state.withLock { $0.learn(scripts) }
        events.calls.functions.add(allOf: original.events.calls.functions)
        importers.add(allOf: original.importers)
    }
}
