import CoreMetrics
import Logging

extension Supervisor {
    /// The settings of a supervisor and all of its contexts.
    public struct Configuration: Sendable {
        /// The path of the program that every worker runs. If nil, the default, `isolate-worker` is looked for beside
        /// the running program, then in the environment variable `ISOLATES_WORKER`, then in `../libexec/isolates`
        /// relative to the running program's folder, then on `PATH`.
        public var workerPath: String?
        /// The limits on values that cross the boundary: nesting depth and encoded length; 1,000 levels and 64 MiB by
        /// default.
        public var limits: ValueLimits
        /// Handles the contexts' console entries one after the other, each before the run that wrote it returns; if the
        /// run is killed, possibly later. A script that writes faster than the handler returns waits: at most 1 MiB of
        /// entries is kept for each context. The handler must not run scripts in the context of the entry, because that
        /// context waits for the handler. If nil, the default, entries go only to the readers of
        /// `Supervisor.consoleEntries()` and `Context.consoleEntries()`.
        public var console: (@Sendable (ConsoleEntry) async -> Void)?
        /// Handles promises that were rejected and that nothing had handled by the end of their run, in order with the
        /// console entries. If nil, the default, they go only to the readers of `Supervisor.unhandledRejections()` and
        /// `Context.unhandledRejections()`.
        public var unhandledRejection: (@Sendable (UnhandledRejection) async -> Void)?
        /// How many workers are kept forked ahead for new contexts of the supervisor, and again for those of each
        /// template; 2 by default, 0 for none. Each is a copy-on-write fork with some 2 MB of memory of its own. It has
        /// rehearsed the first steps of a context; a template's has run the `warmUp` script. A burst that needs more
        /// workers forks them on demand, and one more for the next context; the pool is refilled, and rehearses, after
        /// no worker was taken for 5 ms.
        public var warmWorkers: Int
        /// Whether console entries include the text that Node would print; false by default.
        public var formatsConsole: Bool
        /// The required layers of containment: if this machine lacks one of them, every use of the supervisor fails
        /// with `unavailable`, which names the layer and the reason. Empty by default: the layers that the machine
        /// provides are used.
        public var requiredLayers: Set<ContainmentLayer>
        /// Further arguments for the worker program. Most of them need a debug build of it.
        package var workerArguments: [String] = []
        /// Whether workers commit to a log what runs change, if the machine allows it, so that runs do not each take a
        /// fork; see `Supervisor.checkpointMethod`.
        package var usesUndoLog = UndoLog.isDefault
        /// Whether few contexts will be made, and soon: preparations that the first one would wait for are skipped.
        package var isBrief = false
        /// Names a context by its number, which counts from 1.
        package var contextID: @Sendable (Int) -> String = { "c\($0)" }
        /// How texts for people are written; without colours by default.
        package var terminal = TerminalTexts()
        /// Whether console entries have their arguments; otherwise `ConsoleEntry.arguments` is empty. For programs that
        /// only need the texts.
        package var passesConsoleArguments = true
        /// Called with a context's id when all of its console entries that have come were handled: before a run that
        /// waits for that returns, and one call after the other for each context.
        package var consolePause: (@Sendable (_ context: String) -> Void)?
        /// The greatest number of live worker processes, at least 1; nil, the default, for no limit. The processes that
        /// count are those that serve a context or a template, the one in which the supervisor compiles scripts,
        /// checkpoints, and workers that were forked ahead; each counts until it is killed. Workers that were forked
        /// ahead, checkpoints of idle contexts and the idle compiler give way to a new context; if that makes no room,
        /// `whenFull` decides. A checkpoint for which there is no place is not made: `Context.checkpoint` says so, and
        /// the run goes on without one.
        public var maximumWorkers: Int?
        /// The greatest number of waiting requests, at least 0; nil, the default, for no limit. Runs that wait for
        /// their turn count, in all contexts together, and, with `WhenFull.wait`, contexts that wait for a place. One
        /// more fails with `unavailable`, whatever `whenFull` says.
        public var maximumQueuedRuns: Int?
        /// The greatest amount of resident memory of all workers together at which a further context is made; nil, the
        /// default, for no limit. Each worker is measured as for a context's `memoryLimit`; pages that a context shares
        /// with its checkpoint count for both, and the log by which its runs are undone counts too. Memory is measured
        /// when a context is made, by a read of `/proc/PID/statm` for each worker, and of `status` if there is a log,
        /// and every 50 ms while a context waits. Existing contexts go on, within their own limits.
        public var maximumMemory: ByteCount?
        /// What happens to a new context that would exceed `maximumWorkers`, or that is requested while `maximumMemory`
        /// is exceeded; `refuse` by default.
        public var whenFull: WhenFull
        /// Whether the kernel also holds contexts to their `memoryLimit`; true by default. This needs a version 2
        /// control group with the memory controller that is delegated to this program (cgroups(7);
        /// systemd.resource-control(5), `Delegate=memory`) and that holds no other process. When its first supervisor
        /// starts, the program is moved to a group below that one, and each worker with a limit gets a group of its
        /// own. If the supervisor gets no CPU time and measures too late, the kernel ends the worker at twice its limit
        /// plus 16 MiB, and 80 MiB for the log by which its runs are undone. These workers are never swapped out.
        /// `Supervisor.controlGroups` says whether control groups are used.
        public var usesControlGroups: Bool
        /// Gets the report of each run that has ended, before the run's result is returned; must return quickly. If
        /// nil, the default, runs are counted and timed, and no process is measured. Reports cost each run two more
        /// reads of `/proc`, some ten microseconds each.
        public var runReport: (@Sendable (RunReport) -> Void)?
        /// Gets log entries: contexts that are made and that end (`debug`; `warning` if a context was not disposed of),
        /// runs that are killed and contexts that are rolled back (`notice`), checkpoints that can't be made
        /// (`warning`), the zygote's start and end (`info`) and its death (`error`), and, once, each layer of
        /// containment that this machine lacks (`warning`). The metadata name the `context` and the `reason`. The log
        /// handler is not called under a lock of this library; it should return quickly. If nil, the default, nothing
        /// is logged.
        public var logger: Logger?
        /// Makes the metrics; pass `MetricsSystem.factory` for those of the whole program. Counters: `isolates.runs`,
        /// with the dimension `outcome`, `completed` or a `VMError.Code`; `isolates.rollbacks`;
        /// `isolates.contexts.made` and `isolates.contexts.ended`. Timer: `isolates.run.duration`. Meter:
        /// `isolates.workers`, live worker processes. If nil, the default, there are no metrics.
        public var metricsFactory: (any MetricsFactory)?

        /// Each parameter is described at its property.
        public init(
            workerPath: String? = nil, limits: ValueLimits = ValueLimits(),
            console: (@Sendable (ConsoleEntry) async -> Void)? = nil,
            unhandledRejection: (@Sendable (UnhandledRejection) async -> Void)? = nil, formatsConsole: Bool = false,
            warmWorkers: Int = 2,
            requiredLayers: Set<ContainmentLayer> = [], maximumWorkers: Int? = nil, maximumQueuedRuns: Int? = nil,
            maximumMemory: ByteCount? = nil, whenFull: WhenFull = .refuse,
            usesControlGroups: Bool = true,
            runReport: (@Sendable (RunReport) -> Void)? = nil, logger: Logger? = nil,
            metricsFactory: (any MetricsFactory)? = nil
        ) {
            self.workerPath = workerPath
            self.limits = limits
            self.console = console
            self.unhandledRejection = unhandledRejection
            self.formatsConsole = formatsConsole
            self.warmWorkers = warmWorkers
            self.requiredLayers = requiredLayers
            self.maximumWorkers = maximumWorkers
            self.maximumQueuedRuns = maximumQueuedRuns
            self.maximumMemory = maximumMemory
            self.whenFull = whenFull
            self.usesControlGroups = usesControlGroups
            self.runReport = runReport
            self.logger = logger
            self.metricsFactory = metricsFactory
        }
    }
}
