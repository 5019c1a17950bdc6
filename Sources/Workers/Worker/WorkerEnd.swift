import Glibc

/// Why a worker no longer answers.
package enum WorkerEnd: Sendable, Equatable {
    /// The supervisor killed it: this case and the next four.
    case timeout(Duration)
    case cpuTimeout(Duration)
    case interrupted(Interruption)
    case memoryLimit(bytes: Int)
    case disposed(reason: String)
    /// The supervisor killed it because it broke the protocol, which only a script that has taken over its worker can
    /// do.
    case violation(String)
    /// It died by itself. Both values are nil if the cause is unknown.
    case crashed(signal: Int?, exitStatus: Int?)
    /// There was never a process that could serve.
    case unavailable(reason: String)
    /// It was forked, but sent no message in time.
    case silent

    /// Whether the worker was killed because of a run, so that its resource usage is worth measuring.
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
    /// The duration in milliseconds, without a fraction if it is whole.
    package var milliseconds: String {
        let milliseconds = self / .milliseconds(1)
        return milliseconds == milliseconds.rounded() ? String(Int(milliseconds)) : String(milliseconds)
    }
}
