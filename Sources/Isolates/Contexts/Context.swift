import Synchronization
import Wire

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
    /// The origin that `createContext` was given, for those who read it: nothing here depends on it.
    public var origin: String? { settings.origin }

    /// Keeps the supervisor alive as long as the context is in use; nil for the supervisor's own contexts.
    private let supervisor: Supervisor?
    /// The supervisor, which the context does not keep alive.
    let home: WeakReference<Supervisor>
    let settings: ContextOptions
    let processes: ContextProcesses
    let queue: RunQueue
    let events: ContextEvents
    let limits: ValueLimits
    let accounts: SupervisorAccounts
    let runCounters = Mutex(RunCounters())
    private let lastRun = Mutex(ExchangeLimits())
    private let runScope = Mutex<HostCallScope?>(nil)

    init(
        id: String, settings: ContextOptions, limits: ValueLimits, supervisor: Supervisor?, home: Supervisor,
        processes: ContextProcesses, queue: RunQueue, events: ContextEvents,
        accounts: SupervisorAccounts
    ) {
        self.id = id
        self.settings = settings
        self.limits = limits
        self.supervisor = supervisor
        self.home = WeakReference(home)
        self.processes = processes
        self.queue = queue
        self.events = events
        self.accounts = accounts
        events.calls.context.store(self)
        events.told.origin.store(self)
        events.processes.store(processes)
    }

    deinit {
        processes.end(.disposed(reason: "nothing referred to the context any more"))
    }

    /// Whether the supervisor made it for itself: to compile scripts in it, or as the main context.
    var isOfSupervisor: Bool { supervisor == nil }

    /// Whether the supervisor made it, to compile scripts in it.
    var isCompiler: Bool { isOfSupervisor && settings.recovery == .discard }

    /// Whether the context is gone. Every use then throws `disposed`, with the reason.
    public var isDisposed: Bool { processes.end != nil }

    /// Ends the context's process and lets go of the context. It does not wait for runs: those under way, and those
    /// that wait for their turn, end with `disposed`. To dispose a context that is gone does nothing.
    public func dispose() {
        processes.worker.noteUsage()
        disposeUnmeasured()
    }

    /// The same at once: what its process has used is not counted any more.
    package func disposeUnmeasured() {
        processes.end(.disposed(reason: "the context was disposed"))
    }

    /// The host call, of another context, in which the run under way was asked for: its scripts may call back into that
    /// context.
    var scopeOfRun: HostCallScope? { runScope.withLock { $0 } }

    /// Sets `scopeOfRun`, and gives what it was.
    func exchangeScopeOfRun(_ scope: HostCallScope?) -> HostCallScope? {
        runScope.withLock { current in
            defer { current = scope }
            return current
        }
    }

    /// What bounded the run that began last, and so bounds what its promises set off afterwards.
    var limitsOfLastRun: ExchangeLimits { lastRun.withLock { $0 } }

    func setLimitsOfLastRun(_ limits: ExchangeLimits) {
        lastRun.withLock { $0 = limits }
    }

    /// The frame that makes a script known to the worker, or nothing where it is.
    func definition(of script: Script) -> [UInt8] {
        guard !script.isTransient else { return Request.define(script.source).frame() }
        return processes.define(script.source.number) ? Request.define(script.source).frame() : []
    }
}
