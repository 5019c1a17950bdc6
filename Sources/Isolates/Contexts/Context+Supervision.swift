extension Context {
    /// Why the context is gone; nil while it is alive.
    package var reasonOfDisposal: String? { worker.end?.reasonOfDisposal }

    /// What the context's process has used; nil where there is none.
    package var usage: ProcessUsage? { worker.usage }
}

extension Supervisor {
    /// How many worker processes there are, those of the supervisor's own contexts included.
    package var workerCount: Int {
        state.withLock { $0.contexts.values.count { $0.load()?.isDisposed == false } }
    }
}
