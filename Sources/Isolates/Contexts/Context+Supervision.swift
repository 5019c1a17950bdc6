import Workers

extension Context {
    /// Whether the context could be rolled back if a run of it were killed now.
    ///
    /// A checkpoint is a copy-on-write fork of the context's process. It is made half a millisecond after a run has
    /// ended, so that it is usually ready when the next run begins. A run that follows sooner waits for it.
    public var checkpoint: CheckpointState { processes.checkpointState }

    /// Why the context is gone, in a sentence; nil while it is alive. Every use of a disposed context throws `disposed`
    /// with this reason.
    public var reasonOfDisposal: String? { processes.end?.reasonOfDisposal }

    /// The resources that the context's process has used; nil if there is no process.
    package var usage: ProcessUsage? { processes.worker.usage }
}
