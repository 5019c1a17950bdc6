extension Supervisor {
    /// Reserves a place for a new context's worker, see `Admission.admit`.
    nonisolated(nonsending) func admit() async throws(VMError) {
        try await admission.admit { makeRoom() }
    }

    /// Ends a worker that can be spared.
    ///
    /// - Returns: whether there was one.
    func makeRoom() -> Bool {
        admission.giveUpSpare() || giveUpCheckpoint() || giveUpCompiler()
    }

    /// Ends the checkpoint of an idle context.
    ///
    /// - Returns: whether there was one.
    private func giveUpCheckpoint() -> Bool {
        liveContexts.contains { context in
            guard context.processes.hasCopy, context.queue.tryAcquire() else { return false }
            defer { context.queue.release() }
            return context.processes.dropCheckpoint()
        }
    }

    /// Ends the context in which scripts are compiled, if it is idle: the next compilation makes another.
    private func giveUpCompiler() -> Bool {
        liveContexts.contains { context in
            guard context.role == .compiler, !context.isDisposed, context.queue.tryAcquire() else { return false }
            defer { context.queue.release() }
            context.dispose()
            return true
        }
    }

    var liveContexts: [Context] {
        state.withLock { Array($0.contexts.values) }.compactMap { $0.load() }
    }
}
