/// Why a worker answers no more.
enum WorkerEnd: Sendable, Equatable {
    /// The supervisor killed it, because …
    case timeout(Duration)
    case cpuTimeout(Duration)
    case interrupted(InterruptReason)
    case memoryLimit(bytes: Int)
    case disposed(reason: String)
    /// … it broke the protocol, as only a script that took over its worker can.
    case violation(String)
    /// It died by itself. Both are nil where nobody could tell.
    case crashed(signal: Int?, exitStatus: Int?)
    /// It was never there.
    case unavailable(reason: String)
    /// It was there, but had said nothing when its time was up.
    case silent
}

extension WorkerEnd {
    /// Whether a process that was alive was killed for what it did. Otherwise there is nothing to measure, or nobody
    /// who would ask.
    var killsARun: Bool {
        switch self {
        case .timeout, .cpuTimeout, .interrupted, .memoryLimit, .violation: true
        case .disposed, .crashed, .unavailable, .silent: false
        }
    }
}

/// What interrupted a run.
public enum InterruptReason: String, Sendable {
    /// SIGINT came while a run with `breakOnSigint` was under way.
    case sigint
    /// The task that awaited the run was cancelled, or the RPC's `cancel` named it.
    case cancel
}
