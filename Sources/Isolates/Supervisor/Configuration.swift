import CoreMetrics
import Logging

extension Supervisor {
    /// What holds for a supervisor and all of its contexts.
    public struct Configuration: Sendable {
        /// The program behind every worker. Nil, the default: `isolate-worker` is looked for beside the running
        /// program, then in the environment variable `ISOLATES_WORKER`, then in `../libexec/isolates`, then on `PATH`.
        public var workerPath: String?
        /// Deepest nesting and greatest encoded length of a value that crosses the boundary; 1,000 levels and 64 MiB by
        /// default.
        public var limits: ValueLimits
        /// Gets what the contexts' consoles write, one entry after the other, each before the run that wrote it
        /// returns; where the run is killed, possibly after. A script that writes faster than this handles waits: at
        /// most 1 MiB of entries is kept for a context. It must not run scripts in the context that the entry is from,
        /// which waits for it. Nil, the default: entries go to those who read `Supervisor.consoleEntries()` or
        /// `Context.consoleEntries()`, if any.
        public var console: (@Sendable (ConsoleEntry) async -> Void)?
        /// Gets the promises that were rejected and that nothing had handled by the end of their run, in order with
        /// what the consoles write. Nil, the default: they go to those who read `Supervisor.unhandledRejections()` or
        /// `Context.unhandledRejections()`.
        public var unhandledRejection: (@Sendable (UnhandledRejection) async -> Void)?
        /// How many workers are kept ready, forked ahead, for new contexts of the supervisor, and as many for those of
        /// each template; 2 by default, 0 for none. Each is a copy-on-write fork that has rehearsed what a context does
        /// at first, a template's has run its `warmUp`; some 2 MB of it are its own. A burst that takes more forks them
        /// as it goes; the pool is filled up again when nothing was taken for 5 ms.
        public var warmWorkers: Int
        /// Whether console entries carry the text that Node would print; false by default.
        public var formatsConsole: Bool
        /// Layers of containment without which nothing is run: where this machine lacks one of them, everything fails
        /// with `unavailable`, which names the layer and the reason. Empty, the default: each layer is used where the
        /// machine gives it.
        public var requiredLayers: Set<ContainmentLayer>
        /// Further arguments of the worker program, which only a debug build of it takes.
        package var workerArguments: [String] = []
        /// Names a context by its number, which counts from 1.
        package var contextID: @Sendable (Int) -> String = { "c\($0)" }
        /// How texts for people are written: in no colours, by default.
        package var terminal = TerminalTexts()
        /// How many live worker processes there may be, at least 1; nil, the default, for any number. Every process
        /// counts that serves a context, a template or the supervisor itself, which compiles scripts in one, and so do
        /// checkpoints and the workers that are kept ready. Ready workers, checkpoints of idle contexts and the idle
        /// compiler give way to a new context; where that makes no room, `whenFull` says what becomes of it. A
        /// checkpoint for which there is no place is not made: `Context.checkpoint` says so, and the run goes on
        /// without. A process counts until it is killed.
        public var maximumWorkers: Int?
        /// How many runs may wait for their turn, in all contexts together, at least 0, and with `WhenFull.wait`
        /// contexts for their place; nil, the default, for any number. One more fails with `unavailable`, whatever
        /// `whenFull` says.
        public var maximumQueuedRuns: Int?
        /// How much memory all workers together may have made resident, each measured as for a context's `memoryLimit`,
        /// when a further context is made; nil, the default, for any amount. Pages that a context shares with its
        /// checkpoint count for both. It is measured when a context is made, by a read of `/proc/PID/statm` for each
        /// worker, and each 50 ms while one waits; contexts that are there go on, within their own limits.
        public var maximumMemory: ByteCount?
        /// What becomes of a new context that would go past `maximumWorkers` or is asked for past `maximumMemory`;
        /// `refuse` by default.
        public var whenFull: WhenFull
        /// Whether the kernel, too, holds contexts to their `memoryLimit`, where a control group of version 2 with the
        /// memory controller is delegated to this program (cgroups(7); systemd.resource-control(5), `Delegate=memory`)
        /// and it is the only process in it; true by default. The program is then moved to a group below that one when
        /// its first supervisor starts, and each worker with a limit gets a group of its own. Where measuring comes too
        /// late, because the supervisor gets no turn, the kernel ends the worker at twice its limit plus 16 MiB. These
        /// workers are never swapped out. `Supervisor.controlGroups` says whether they are used.
        public var usesControlGroups: Bool
        /// Gets what each run has cost when it has ended, before its result is given; it must not take long. Nil, the
        /// default: runs are counted and timed, and nothing of a process is measured. With it each run takes two
        /// readings of `/proc` more, some ten microseconds each.
        public var runReport: (@Sendable (RunReport) -> Void)?
        /// Gets log entries: contexts that are made and that end (`debug`, and `warning` where one did not end by being
        /// let go), runs that are killed and contexts that are rolled back (`notice`), checkpoints that can't be made
        /// (`warning`), the zygote's start and end (`info`) and its death (`error`), and, once, each layer of
        /// containment that this machine lacks (`warning`). The metadata name the `context` and the `reason`. Its
        /// handler is called under no lock of this library, and should return soon. Nil, the default: nothing is
        /// logged.
        public var logger: Logger?
        /// Makes the metrics; `MetricsSystem.factory` for those of the whole program. Counters: `isolates.runs`, with
        /// the dimension `outcome`, `completed` or a `VMError.Code`; `isolates.rollbacks`; `isolates.contexts.made` and
        /// `isolates.contexts.ended`. Timer: `isolates.run.duration`. Meter: `isolates.workers`, live worker processes.
        /// Nil, the default: there are none.
        public var metricsFactory: (any MetricsFactory)?

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
