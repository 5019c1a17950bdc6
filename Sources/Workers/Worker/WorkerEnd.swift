import Glibc

/// Why a worker answers no more.
package enum WorkerEnd: Sendable, Equatable {
    /// The supervisor killed it, because …
    case timeout(Duration)
    case cpuTimeout(Duration)
    case interrupted(Interruption)
    case memoryLimit(bytes: Int)
    case disposed(reason: String)
    /// … it broke the protocol, as only a script that took over its worker can.
    case violation(String)
    /// It died by itself. Both are nil where nobody could tell.
    case crashed(signal: Int?, exitStatus: Int?)
    /// It never began.
    case unavailable(reason: String)
    /// It was forked, but had said nothing when its time was up.
    case silent

    /// Whether a process that was alive was killed for what it did. Otherwise there is nothing to measure, or nobody
    /// who would ask.
    package var killsARun: Bool {
        switch self {
        case .timeout, .cpuTimeout, .interrupted, .memoryLimit, .violation: true
        case .disposed, .crashed, .unavailable, .silent: false
        }
    }
}

/// What interrupted a run.
package enum Interruption: Sendable {
    case sigint
    case cancel
}

extension WorkerEnd: CustomStringConvertible {
    /// What happened, in a sentence.
    package var description: String {
        switch self {
        case .timeout(let timeout): "Script execution timed out after \(timeout.milliseconds)ms"
        case .cpuTimeout(let timeout): "Script execution used more than \(timeout.milliseconds)ms of CPU time"
        case .interrupted(.sigint): "Script execution was interrupted by `SIGINT`"
        case .interrupted(.cancel): "Script execution was interrupted by cancellation"
        case .memoryLimit(let bytes): "Script execution went past its memory limit of \(bytes) bytes"
        case .disposed(let reason), .unavailable(let reason): reason
        case .violation(let what): "the worker was killed because it broke the protocol: \(what)"
        case .crashed(let signal, let exitStatus):
            "the worker died by itself, \(Self.howItDied(signal, exitStatus))"
        case .silent:
            "a worker was forked but said nothing for 10 s; is the machine overloaded?"
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
    package var milliseconds: String {
        let milliseconds = self / .milliseconds(1)
        return milliseconds == milliseconds.rounded() ? String(Int(milliseconds)) : String(milliseconds)
    }
}
