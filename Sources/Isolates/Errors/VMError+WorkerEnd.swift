import Glibc

extension VMError {
    /// What a worker's end means for the run that it ended, and for its context.
    init(_ ended: WorkerProcess.Ended, checkpoint: CheckpointState) {
        self.init(ended.end)
        isRolledBack = ended.isRolledBack
        guard !isRolledBack, case .unavailable(let reason) = checkpoint else { return }
        self.reason = "the context is gone, for no checkpoint of it could be made: \(reason)"
        message += "; \(self.reason!)"
    }

    /// What a worker's end means for the run that it ended.
    init(_ end: WorkerEnd) {
        switch end {
        case .timeout(let timeout):
            self.init(.timeout, "Script execution timed out after \(timeout.milliseconds)ms")
            self.timeout = timeout
        case .cpuTimeout(let timeout):
            self.init(.timeout, "Script execution used more than \(timeout.milliseconds)ms of CPU time")
            cpuTimeout = timeout
        case .interrupted(let reason):
            let cause = reason == .sigint ? "by `SIGINT`" : "by cancellation"
            self.init(.interrupted, "Script execution was interrupted \(cause)")
            interruptReason = reason
        case .memoryLimit(let bytes):
            self.init(.memoryLimit, "Script execution went past its memory limit of \(bytes) bytes")
            memoryLimit = bytes
        case .disposed(let reason):
            self.init(disposed: reason)
        case .violation(let what):
            self.init(.crashed, "the worker was killed because it broke the protocol: \(what)")
        case .crashed(let signal, let exitStatus):
            self.init(.crashed, "the worker died by itself, \(Self.howItDied(signal, exitStatus))")
            self.signal = signal
            self.exitStatus = exitStatus
        case .unavailable(let reason):
            self.init(unavailable: reason)
        case .silent:
            self.init(unavailable: "a worker was forked but did not begin in time; is the machine overloaded?")
        }
    }

    private static func howItDied(_ signal: Int?, _ exitStatus: Int?) -> String {
        if signal == Int(SIGSYS) { return "by signal \(SIGSYS), for a system call that no worker may make" }
        if let signal { return "by signal \(signal)" }
        if let exitStatus { return "with exit status \(exitStatus)" }
        return "and nothing is known about how"
    }
}

extension Duration {
    /// Milliseconds, without a fraction where there is none.
    var milliseconds: String {
        let milliseconds = self / .milliseconds(1)
        return milliseconds == milliseconds.rounded() ? String(Int(milliseconds)) : String(milliseconds)
    }
}

extension WorkerEnd {
    /// Why a context whose worker ended like this is gone, for those that ask afterwards.
    var reasonOfDisposal: String {
        switch self {
        case .disposed(let reason): reason
        case .timeout, .cpuTimeout, .interrupted, .memoryLimit, .violation, .crashed, .unavailable, .silent:
            "the context is gone: \(VMError(self).message)"
        }
    }
}
