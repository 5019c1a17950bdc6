import Logging

extension Supervisor {
    /// What holds for a supervisor and all of its contexts.
    public struct Configuration: Sendable {
        /// The program behind every worker. Nil, the default: `isolate-worker` is looked for beside the running program, then in
        /// the environment variable `ISOLATES_WORKER`, then in `../libexec/isolates`, then on `PATH`.
        public var workerPath: String?
        /// Deepest nesting and greatest encoded length of a value that crosses the boundary; 1,000 levels and 64 MiB by default.
        public var limits: ValueLimits
        /// Gets what the contexts' consoles write, one entry after the other, each before the run that wrote it returns; where the run
        /// is killed, possibly after. A script that writes faster than this handles waits: at most 1 MiB of entries is kept for a
        /// context. It must not run scripts in the context that the entry is from, which waits for it. Nil, the default: entries go to those
        /// who read `Supervisor.consoleEntries()` or `Context.consoleEntries()`, if any.
        public var console: (@Sendable (ConsoleEntry) async -> Void)?
        /// Gets the promises that were rejected and that nothing had handled by the end of their run, in order with what the consoles
        /// write. Nil, the default: they go to those who read `Supervisor.unhandledRejections()` or `Context.unhandledRejections()`.
        public var unhandledRejection: (@Sendable (UnhandledRejection) async -> Void)?
        /// How many workers are kept ready, forked ahead, for new contexts of the supervisor, and as many for those of each template; 2 by
        /// default, 0 for none. Each is a copy-on-write fork that has done nothing yet. A burst that takes more forks them as it
        /// goes; the pool is filled up again when nothing was taken for 5 ms.
        public var warmWorkers: Int
        /// Whether console entries carry the text that Node would print; false by default.
        public var formatsConsole: Bool
        /// Layers of containment without which nothing is run: where this machine lacks one of them, everything fails with
        /// `unavailable`, which names the layer and the reason. Empty, the default: each layer is used where the machine gives it.
        public var requiredLayers: Set<ContainmentLayer>
        /// Gets a warning for each layer of containment that this machine lacks, once for the supervisor. Nil, the default: nothing
        /// is logged.
        public var logger: Logger?
        /// Further arguments of the worker program, which only a debug build of it takes.
        package var workerArguments: [String] = []

        public init(
            workerPath: String? = nil, limits: ValueLimits = ValueLimits(),
            console: (@Sendable (ConsoleEntry) async -> Void)? = nil,
            unhandledRejection: (@Sendable (UnhandledRejection) async -> Void)? = nil, formatsConsole: Bool = false,
            warmWorkers: Int = 2,
            requiredLayers: Set<ContainmentLayer> = [], logger: Logger? = nil
        ) {
            self.workerPath = workerPath
            self.limits = limits
            self.console = console
            self.unhandledRejection = unhandledRejection
            self.formatsConsole = formatsConsole
            self.warmWorkers = warmWorkers
            self.requiredLayers = requiredLayers
            self.logger = logger
        }
    }
}
