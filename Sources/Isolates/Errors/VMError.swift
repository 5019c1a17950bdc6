/// How a run, or anything else asked of a supervisor, failed.
///
/// `code` tells the kinds apart, one for each way in which a run can end; the other properties hold what belongs to the
/// kind. `description` says what happened and, where there is something to do about it, what.
public struct VMError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case exception, compilation, timeout, interrupted, memoryLimit, crashed, disposed, valueTooLarge,
                unavailable
            case invalidValue, invalidArgument
        }

        private let kind: Kind

        /// The script threw. `exception` has what it threw, and where.
        public static let exception = Code(kind: .exception)
        /// The script did not compile, and nothing of it ran. `exception` has the SyntaxError.
        public static let compilation = Code(kind: .compilation)
        /// The run went past its `timeout` or its `cpuTimeout` and was killed.
        public static let timeout = Code(kind: .timeout)
        /// The run was killed by SIGINT or by cancellation; `interruptReason` says which.
        public static let interrupted = Code(kind: .interrupted)
        /// The worker went past `memoryLimit` and was killed.
        public static let memoryLimit = Code(kind: .memoryLimit)
        /// The worker died by itself: by `signal`, or with `exitStatus`.
        public static let crashed = Code(kind: .crashed)
        /// The context, script, template or handle is gone, or never was; `reason` says why.
        public static let disposed = Code(kind: .disposed)
        /// A value passed a limit of `ValueLimits`; `limit` is the one. The context is as it was.
        public static let valueTooLarge = Code(kind: .valueTooLarge)
        /// No worker could be started, a limit of the supervisor is reached, or it was shut down; `reason` says which.
        public static let unavailable = Code(kind: .unavailable)
        /// A value that was passed in, or that was asked for as a Swift type, is not what was needed.
        public static let invalidValue = Code(kind: .invalidValue)
        /// An argument is out of its range.
        public static let invalidArgument = Code(kind: .invalidArgument)

        /// The kind's name, as `isolates rpc` has it in `data.kind`.
        public var description: String { kind.rawValue }
    }

    /// Which kind of failure.
    public let code: Code
    /// What happened, in a sentence.
    public internal(set) var message: String
    /// For `exception` and `compilation`: what the script threw.
    public internal(set) var exception: ScriptException?
    /// For `timeout`: the `timeout` that ran out; nil where it was a `cpuTimeout`.
    public internal(set) var timeout: Duration?
    /// For `timeout`: the `cpuTimeout` that was used up; nil where it was a `timeout`.
    public internal(set) var cpuTimeout: Duration?
    /// For `interrupted`: what interrupted the run.
    public internal(set) var interruptReason: InterruptReason?
    /// For `memoryLimit`: the limit that was passed, in bytes.
    public internal(set) var memoryLimit: Int?
    /// For `crashed`: the signal that ended the worker, if one did.
    public internal(set) var signal: Int?
    /// For `crashed`: the status with which the worker exited, if it did.
    public internal(set) var exitStatus: Int?
    /// For `valueTooLarge`: the limit that a value passed, a number of levels or of bytes.
    public internal(set) var limit: Int?
    /// For `disposed` and `unavailable`: why it is gone or can't be had. For a run that was killed: why its context
    /// could not be rolled back, where it should have been.
    public internal(set) var reason: String?
    /// Whether the context stands as it did before the run. True only for a run that was killed, or that was cancelled
    /// before it began.
    public internal(set) var isRolledBack = false

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(unavailable reason: String) {
        self.init(.unavailable, reason)
        self.reason = reason
    }

    init(disposed reason: String) {
        self.init(.disposed, reason)
        self.reason = reason
    }

    init(exception: ScriptException, isCompilation: Bool) {
        self.init(isCompilation ? .compilation : .exception, exception.description)
        self.exception = exception
    }

    /// Nothing of the run has begun, and its context stands as it did.
    static var cancelledBeforeItBegan: VMError {
        var error = VMError(.interrupted, "Script execution was cancelled before it began")
        error.interruptReason = .cancel
        error.isRolledBack = true
        return error
    }

    public var description: String { message }
}

/// What interrupted a run.
public enum InterruptReason: String, Sendable {
    /// SIGINT came while a run with `breakOnSigint` was under way.
    case sigint
    /// The task that awaited the run was cancelled, or the RPC's `cancel` named it.
    case cancel
}
