import Wire
import Workers

/// A contextified sandbox: a global object with built-ins of its own, in a process of its own.
///
/// What scripts leave on the global object stays from run to run, top-level `let`, `const` and `class` included. Runs
/// of one context happen in the order in which they were asked for; different contexts run in parallel. A script that
/// does not end, that eats memory or that crashes its engine ends this context's process and harms nothing else.
///
/// A run that is killed is undone: the context goes on as it stood before, see `Recovery`. A context is gone, and its
/// processes with it, when it is disposed, when a run of it was killed and could not be undone, when its supervisor is
/// shut down, or when nothing refers to it any more.
///
/// Source: the `vm` documentation of Node.js 8, “What does it mean to "contextify" an object?”.
public final class Context: Sendable, Identifiable {
    /// Names the context among all of its supervisor's, as `isolates rpc` does: `c1`, `c2`, …
    public let id: String
    /// The name that `createContext` was given.
    public var name: String? { settings.name }
    /// The origin that `createContext` was given. It is for people to read; nothing depends on it.
    public var origin: String? { settings.origin }

    /// What a context is for.
    enum Role: Sendable {
        /// The program's own use.
        case program
        /// The set-up of a template.
        case template
        /// `runInThisContext`.
        case main
        /// Scripts are compiled in it.
        case compiler
        /// The template that contexts with modules are made from.
        case moduleTemplate
    }

    let role: Role
    /// Find what single scripts import.
    let importers = ScriptImporters()

    /// Whether the supervisor made it for itself.
    var isOfSupervisor: Bool { [.main, .compiler, .moduleTemplate].contains(role) }

    /// The supervisor, which the context keeps alive; nil where it must not.
    let supervisor: (any AnyObject & Sendable)?
    /// Makes a copy of the context.
    let makeFork: @Sendable (Context) async throws(VMError) -> Context
    let settings: ContextOptions
    let processes: ContextProcesses
    let queue: RunQueue
    let events: ContextEvents
    let limits: ValueLimits
    let accounts: SupervisorAccounts
    private let record = Lock("record of a context", Record())

    /// What is known of the context's runs.
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
        // It may have ended before it was anybody's.
        if let end = events.begin(with: processes) { processes.neverBegan(end) }
    }

    deinit {
        LockWatch.expectNone("a context goes")
        processes.end(.disposed(reason: "nothing referred to the context any more"))
    }

    /// Whether the context is gone. Every use then throws `disposed`, with the reason.
    public var isDisposed: Bool { processes.end != nil }

    /// Ends the context's process and lets go of the context. It does not wait for runs: those under way, and those
    /// that wait for their turn, end with `disposed`. Disposing of a context that is gone has no effect.
    public func dispose() {
        processes.worker.noteUsage()
        disposeUnmeasured()
    }

    /// Disposes of the context without measuring what its process has used since it was measured last.
    package func disposeUnmeasured() {
        processes.end(.disposed(reason: "the context was disposed"))
    }

    /// The host call, of another context, in which the run under way was asked for: its scripts may call back into that
    /// context.
    var scopeOfRun: HostCallScope? { record.withLock { $0.scopeOfRun } }

    /// Sets `scopeOfRun`, and gives what it was.
    func exchangeScopeOfRun(_ scope: HostCallScope?) -> HostCallScope? {
        record.withLock { record in
            defer { record.scopeOfRun = scope }
            return record.scopeOfRun
        }
    }

    /// What bounded the run that began last, and so bounds what its promises set off afterwards.
    var limitsOfLastRun: ExchangeLimits { record.withLock { $0.limitsOfLastRun } }

    func setLimitsOfLastRun(_ limits: ExchangeLimits) {
        record.withLock { $0.limitsOfLastRun = limits }
    }

    /// The totals of its runs.
    var runCounters: RunCounters { record.withLock { $0.counters } }

    func count(_ body: (inout RunCounters) -> Void) {
        record.withLock { body(&$0.counters) }
    }
}
