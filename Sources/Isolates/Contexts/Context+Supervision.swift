import Workers

extension Context {
    /// Whether the context could be rolled back if a run of it were killed now.
    ///
    /// The context goes back to what was answered last. ``checkpointMethod`` says how that is kept.
    public var checkpoint: CheckpointState { processes.checkpointState }

    /// How the context's checkpoints are made; nil with `Recovery.discard`, which makes none.
    public var checkpointMethod: CheckpointMethod? {
        settings.recovery == .rollback ? CheckpointMethod(processes.worker.zygote.undoLog) : nil
    }

    /// Why the context is gone, in a sentence; nil while it is alive. Every use of a disposed context throws `disposed`
    /// with this reason.
    public var reasonOfDisposal: String? { processes.reasonOfDisposal }

    /// The resources that the context's process has used; nil if there is no process.
    package var usage: ProcessUsage? { processes.worker.usage }
}
