import Workers

extension VMError {
    /// The error of a run that a worker's end ended, including what became of its context.
    init(_ ended: WorkerProcess.Ended, checkpoint: CheckpointState) {
        self.init(ended.end)
        isRolledBack = ended.isRolledBack
        guard !isRolledBack, case .unavailable(let reason) = checkpoint else { return }
        self.reason = "the context is gone, for no checkpoint of it could be made: \(reason)"
        message += "; \(self.reason!)"
    }

    /// The error of a run that took longer than it may.
    package init(timeout: Duration) {
        self.init(WorkerEnd.timeout(timeout))
    }

    /// The error of a run that a worker's end ended.
    init(_ end: WorkerEnd) {
        switch end {
        case .timeout(let timeout):
            self.init(.timeout, end.description)
            self.timeout = timeout
        case .cpuTimeout(let timeout):
            self.init(.timeout, end.description)
            cpuTimeout = timeout
        case .interrupted(let interruption):
            self.init(.interrupted, end.description)
            interruptReason =
                switch interruption {
                case .sigint: .sigint
                case .cancel: .cancel
                }
        case .memoryLimit(let bytes):
            self.init(.memoryLimit, end.description)
            memoryLimit = bytes
        case .disposed(let reason): self.init(disposed: reason)
        case .violation: self.init(.crashed, end.description)
        case .crashed(let signal, let exitStatus):
            self.init(.crashed, end.description)
            self.signal = signal
            self.exitStatus = exitStatus
        case .unavailable, .silent: self.init(unavailable: end.description)
        }
    }
}

extension WorkerEnd {
    /// Why a context whose worker ended like this is gone, for later requests.
    var reasonOfDisposal: String {
        switch self {
        case .disposed(let reason): reason
        case .timeout, .cpuTimeout, .interrupted, .memoryLimit, .violation, .crashed, .unavailable, .silent:
            "the context is gone: \(description)"
        }
    }
}
