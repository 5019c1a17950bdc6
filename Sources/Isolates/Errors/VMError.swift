/// The failure of a run, or of any other request to a supervisor.
///
/// `code` is the kind of failure, one for each way in which a run can fail; the other properties hold the details of
/// that kind. `description` says what happened and, if possible, what to do about it.
public struct VMError: Error, Sendable, CustomStringConvertible {
    /// The kinds of failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case exception, compilation, timeout, interrupted, memoryLimit, crashed, disposed, valueTooLarge,
                unavailable
            case invalidValue, invalidArgument
        }

        private let kind: Kind

        /// The script threw. `exception` holds the thrown value and the place.
        public static let exception = Code(kind: .exception)
        /// The script did not compile, and nothing of it ran. `exception` holds the SyntaxError.
        public static let compilation = Code(kind: .compilation)
        /// The run exceeded its `timeout` or its `cpuTimeout` and was killed.
        public static let timeout = Code(kind: .timeout)
        /// The run was killed by SIGINT or by cancellation; `interruptReason` says which.
        public static let interrupted = Code(kind: .interrupted)
        /// The worker exceeded `memoryLimit` and was killed.
        public static let memoryLimit = Code(kind: .memoryLimit)
        /// The worker died by itself: by `signal`, or with `exitStatus`. Also: the worker broke its protocol and was
        /// killed.
        public static let crashed = Code(kind: .crashed)
        /// The context, script, template or handle is gone, or never existed; `reason` says why.
        public static let disposed = Code(kind: .disposed)
        /// A value exceeded one of the `ValueLimits`; `limit` says which number. The context is unchanged by it.
        public static let valueTooLarge = Code(kind: .valueTooLarge)
        /// No worker could be started, a limit of the supervisor is reached, or the supervisor was shut down; `reason`
        /// says which.
        public static let unavailable = Code(kind: .unavailable)
        /// A value that was passed in is invalid, or a result can't be decoded as the requested Swift type.
        public static let invalidValue = Code(kind: .invalidValue)
        /// An argument is out of its range.
        public static let invalidArgument = Code(kind: .invalidArgument)

        /// The kind's name, which `isolates rpc` reports in `data.kind`.
        public var description: String { kind.rawValue }
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, in a sentence.
    public internal(set) var message: String
    /// For `exception` and `compilation`: the exception.
    public internal(set) var exception: ScriptException?
    /// For `timeout`: the `timeout` that was exceeded; nil if it was a `cpuTimeout`.
    public internal(set) var timeout: Duration?
    /// For `timeout`: the `cpuTimeout` that was exceeded; nil if it was a `timeout`.
    public internal(set) var cpuTimeout: Duration?
    /// For `interrupted`: what interrupted the run.
    public internal(set) var interruptReason: InterruptReason?
    /// For `memoryLimit`: the limit that was exceeded, in bytes.
    public internal(set) var memoryLimit: Int?
    /// For `crashed`: the signal that ended the worker, if one did.
    public internal(set) var signal: Int?
    /// For `crashed`: the status with which the worker exited, if it did.
    public internal(set) var exitStatus: Int?
    /// For `valueTooLarge`: the limit that the value exceeded, a number of levels or of bytes.
    public internal(set) var limit: Int?
    /// For `disposed` and `unavailable`: the cause. For a run that was killed although its context uses
    /// `Recovery.rollback`: why the context could not be rolled back.
    public internal(set) var reason: String?
    /// Whether the context is as it was before the run. True only for a run that was killed or crashed and was undone,
    /// or that was cancelled before it began.
    public internal(set) var isRolledBack = false

    init(_ code: Code, _ message: String) {
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

    /// Nothing of the run has begun, and its context is unchanged.
    static var cancelledBeforeItBegan: VMError {
        var error = VMError(.interrupted, "Script execution was cancelled before it began")
        error.interruptReason = .cancel
        error.isRolledBack = true
        return error
    }

    /// The same as `message`.
    public var description: String { message }
}

/// What interrupted a run.
public enum InterruptReason: String, Sendable {
    /// SIGINT came during a run with `breakOnSigint`.
    case sigint
    /// The task that awaited the run was cancelled, or the RPC's `cancel` named it.
    case cancel
}
