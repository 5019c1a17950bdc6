import Wire
import Workers

/// Runs JavaScript in worker processes, one for each context.
///
/// A supervisor starts one process, its zygote, with the first thing that is asked of it, and every worker is a fork of
/// that. At the end of a `withSupervisor` scope, after `shutdown()`, and when the program ends in any way, no process
/// of it is left.
///
/// ```swift
/// try await withSupervisor { supervisor in
///     let context = try await supervisor.createContext(["animal": "cat", "count": 2])
///     let script = try await supervisor.script(#"count += 1; name = "kitty";"#)
///     for _ in 0..<10 { try await script.runInContext(context) }
///     print(try await context.sandbox)
/// }
/// ```
public final class Supervisor: Sendable {
    /// How it was configured.
    public let configuration: Configuration

    let state = Lock("supervisor", State())
    /// The context of `runInThisContext`.
    let mainContext = Once<Context>()
    /// The context in which scripts are compiled, so that no user's context is disturbed by it.
    let compilingContext = Once<Context>()
    /// The template that contexts with modules are made from.
    let moduleTemplates = Once<Template>()

    struct State: Sendable {
        var zygote: ZygoteProcess?
        var isShutDown = false
        var lastContext = 0
        var lastTemplate = 0
        /// Workers that were forked from the zygote ahead.
        var pool: WorkerPool?
        var contexts: [String: WeakReference<Context>] = [:]
    }

    let starting = Once<ZygoteProcess>()
    let containmentWatch: ContainmentWatch
    /// Those who read what all contexts tell.
    let readers = EventReaders()
    let accounts: SupervisorAccounts
    /// Its workers, and the limits of them all.
    let admission: Admission

    /// A supervisor that starts with its first use.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
        containmentWatch = ContainmentWatch(required: configuration.requiredLayers, logger: configuration.logger)
        let telemetry = Telemetry(logger: configuration.logger, metricsFactory: configuration.metricsFactory)
        accounts = SupervisorAccounts(telemetry, report: configuration.runReport)
        admission = Admission(configuration, accounts.telemetry.metrics)
    }

    deinit {
        state.withLock { $0.zygote }?.kill(reason: "the supervisor is gone")
    }
}
