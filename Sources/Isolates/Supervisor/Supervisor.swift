import Wire
import Workers

/// Runs JavaScript in worker processes, one for each context.
///
/// With its first use, a supervisor starts one process, its zygote, from which the workers are forked. No process of
/// the supervisor is left at the end of a `withSupervisor` scope, after `shutdown()`, or when the program ends in any
/// way.
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
    /// The configuration that the supervisor was made with.
    public let configuration: Configuration

    let state = Lock("supervisor", State())
    /// The context of `runInThisContext`.
    let mainContext = Once<Context>()
    /// The context in which scripts are compiled, so that compiling does not disturb the program's contexts.
    let compilingContext = Once<Context>()
    /// The template from which contexts with modules are made.
    let moduleTemplates = Once<Template>()

    struct State: Sendable {
        var zygote: ZygoteProcess?
        var isShutDown = false
        var lastContext = 0
        var lastTemplate = 0
        /// Workers that were forked ahead from the zygote.
        var pool: WorkerPool?
        var contexts: [String: WeakReference<Context>] = [:]
    }

    let starting = Once<ZygoteProcess>()
    let containmentWatch: ContainmentWatch
    /// The readers of the console entries and rejections of all contexts.
    let readers = EventReaders()
    let accounts: SupervisorAccounts
    /// The supervisor's workers, and the limits on all of them together.
    let admission: Admission

    /// Makes a supervisor. No process is started before its first use.
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
