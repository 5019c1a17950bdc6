import Workers

extension Context {
    /// Whether the context could be rolled back, were a run of it killed now.
    ///
    /// What it would go back to is what was answered last. ``checkpointMethod`` says what it costs.
    public var checkpoint: CheckpointState { processes.checkpointState }

    /// How the context's checkpoints are made; nil with `Recovery.discard`, which has none.
    public var checkpointMethod: CheckpointMethod? {
        settings.recovery == .rollback ? CheckpointMethod(processes.worker.zygote.undoLog) : nil
    }

    /// Why the context is gone, in a sentence; nil while it is alive. Every use then throws `disposed`, with this
    /// reason.
    public var reasonOfDisposal: String? { processes.end?.reasonOfDisposal }

    /// What the context's process has used; nil where there is none.
    package var usage: ProcessUsage? { processes.worker.usage }
}
