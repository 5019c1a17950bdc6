import Workers

extension Context {
    /// Whether the context could be rolled back, were a run of it killed now.
    ///
    /// A checkpoint is a copy-on-write fork of the context's process. It is made half a millisecond after a run has
    /// ended, and is there when the next one begins; a run that follows sooner waits for it.
    public var checkpoint: CheckpointState { processes.checkpointState }

    /// Why the context is gone, in a sentence; nil while it is alive. Every use then throws `disposed`, with this
    /// reason.
    public var reasonOfDisposal: String? { processes.end?.reasonOfDisposal }

    /// What the context's process has used; nil where there is none.
    package var usage: ProcessUsage? { processes.worker.usage }
}
