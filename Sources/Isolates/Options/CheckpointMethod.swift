import Wire

/// How a supervisor keeps the state that its contexts go back to when a run of them is killed.
public enum CheckpointMethod: Sendable, Equatable, CustomStringConvertible {
    /// A copy of the context's process, made seldom, and a log of the pages of memory that runs have changed since.
    /// What was answered stands, whatever becomes of the process.
    case log
    /// A copy of the context's process after each run, because the machine does not give what a log takes, for this
    /// reason. A process that dies by itself within half a millisecond after an answer ends its context.
    case forks(reason: String)

    /// `log`, or `forks` and the reason.
    public var description: String {
        switch self {
        case .log: "log"
        case .forks(let reason): "forks, \(reason)"
        }
    }

    init(_ report: UndoLogReport) {
        switch report {
        case .on: self = .log
        case .off: self = .forks(reason: "no log was asked for")
        case .unavailable(let reason): self = .forks(reason: reason)
        }
    }
}
