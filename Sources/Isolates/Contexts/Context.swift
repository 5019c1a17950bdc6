import Wire
import Workers

/// A contextified sandbox: a global object with its own built-ins, in a process of its own.
///
/// The global object persists from run to run, including top-level `let`, `const` and `class`. Runs in one context
/// happen in the order in which they were requested; different contexts run in parallel. A script that does not end,
/// that exhausts memory or that crashes its engine harms only this context's process.
///
/// A run that is killed is undone: the context goes on as it was before the run, see `Recovery`. A context and its
/// processes end when it is disposed, when a run of it was killed and could not be undone, when its supervisor is shut
/// down, or when nothing refers to it any more.
///
/// Source: the `vm` documentation of Node.js 8, “What does it mean to "contextify" an object?”.
public final class Context: Sendable, Identifiable {
    /// The context's name among those of its supervisor: `c1`, `c2`, … `isolates rpc` uses it too.
    public let id: String
    /// The name that was passed to `createContext`.
    public var name: String? { settings.name }
    /// The origin that was passed to `createContext`. It is for people to read; nothing depends on it.
    public var origin: String? { settings.origin }

    /// The purpose of a context.
    enum Role: Sendable {
        /// The program's use.
        case program
        /// The set-up of a template.
        case template
        /// `runInThisContext`.
        case main
        /// Compiling scripts.
        case compiler
        /// The template from which contexts with modules are made.
        case moduleTemplate
    }

    let role: Role

    /// Whether the supervisor made the context for its own use.
    var isOfSupervisor: Bool { [.main, .compiler, .moduleTemplate].contains(role) }

    /// The supervisor, which the context keeps alive; nil for the supervisor's own contexts, which must not.
    private let supervisor: (any AnyObject & Sendable)?
    /// Makes a copy of the context.
    let makeFork: @Sendable (Context) async throws(VMError) -> Context
    let settings: ContextOptions
    let processes: ContextProcesses
    let queue: RunQueue
    let events: ContextEvents
    let limits: ValueLimits
    let accounts: SupervisorAccounts
    private let record = Lock("record of a context", Record())

    /// The record of the context's runs.
    private struct Record: Sendable {
        var counters = RunCounters()
        var limitsOfLastRun = ExchangeLimits()
        var scopeOfRun: HostCallScope?
    }

    init(
        id: String, role: Role, settings: ContextOptions, limits: ValueLimits,
        supervisor: (any AnyObject & Sendable)?, processes: ContextProcesses, queue: RunQueue, events: ContextEvents,
        accounts: SupervisorAccounts, makeFork: @escaping @Sendable (Context) async throws(VMError) -> Context
    ) {
        self.id = id
        self.role = role
        self.settings = settings
        self.limits = limits
        self.supervisor = supervisor
        self.makeFork = makeFork
        self.processes = processes
        self.queue = queue
        self.events = events
        self.accounts = accounts
        events.calls.context.store(self)
        events.notifications.origin.store(self)
        // The worker may have ended before the context existed.
        if let end = events.begin(with: processes) { processes.neverBegan(end) }
    }

    deinit {
        LockWatch.expectNone("a context goes")
        processes.end(.disposed(reason: "nothing referred to the context any more"))
    }

    /// Whether the context is gone. Every use of a disposed context throws `disposed` with the reason.
    public var isDisposed: Bool { processes.end != nil }

    /// Ends the context and its process without waiting for runs: a run in progress, and runs that wait for their turn,
    /// end with `disposed`. Disposing of a context again has no effect.
    public func dispose() {
        processes.worker.noteUsage()
        disposeUnmeasured()
    }

    /// Disposes of the context without a last measurement of its process.
    package func disposeUnmeasured() {
        processes.end(.disposed(reason: "the context was disposed"))
    }

    /// The host call of another context in which the present run was started. This run's scripts may call back into
    /// that context.
    var scopeOfRun: HostCallScope? { record.withLock { $0.scopeOfRun } }

    /// Sets `scopeOfRun` and returns its old value.
    func exchangeScopeOfRun(_ scope: HostCallScope?) -> HostCallScope? {
        record.withLock { record in
            defer { record.scopeOfRun = scope }
            return record.scopeOfRun
        }
    }

    /// The limits of the run that began last. They also apply to late answers, and to reads and writes of the sandbox
    /// without limits of their own.
    var limitsOfLastRun: ExchangeLimits { record.withLock { $0.limitsOfLastRun } }

    func setLimitsOfLastRun(_ limits: ExchangeLimits) {
        record.withLock { $0.limitsOfLastRun = limits }
    }

    /// The totals of the context's runs.
    var runCounters: RunCounters { record.withLock { $0.counters } }

    func count(_ body: (inout RunCounters) -> Void) {
        record.withLock { body(&$0.counters) }
    }
}
