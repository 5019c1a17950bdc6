/// A message from the supervisor to a worker.
///
/// A request with an `id` is answered by exactly one `Reply` with that id; the others are not answered. Values are
/// passed as the JSON text of values.md.
public enum Request: Sendable {
    /// The options and the sandbox of the context. It comes before every request that runs a script of the context.
    case configure(id: Int, WorkerOptions, sandbox: [UInt8]?)
    /// The source of acorn, which parses modules: sent once in the life of a process, before any `configure` with
    /// modules. If the source is faulty, that `configure` reports it.
    case loadParser(source: JSString)
    /// A script for later runs.
    case define(ScriptSource)
    /// Compiles a script without running it.
    case compile(id: Int, ScriptSource)
    /// Parses a module, and gives what it imports: the JSON of a list of `specifier` and `attributes`.
    case parseModule(id: Int, ScriptSource)
    case run(id: Int, RunRequest)
    /// Calls a function to which the worker gave a handle.
    case call(id: Int, handle: String, this: [UInt8]?, arguments: [UInt8], awaitsPromise: Bool)
    /// Waits for a promise to which the worker gave a handle.
    case awaitPromise(id: Int, handle: String)
    /// `inspects`: whether the reply includes the sandbox as `util.inspect` shows it.
    case getSandbox(id: Int, inspects: Bool)
    case setSandbox(id: Int, assign: [UInt8]?, remove: [JSString])
    case getProperty(id: Int, name: JSString)
    /// Forgets handles.
    case release(handles: [String])
    /// Forks the worker. A `ForkPacket` for the copy waits on the worker's control socket. The copy introduces itself
    /// to the zygote with the token (`ZygoteRequest.expect`), and its first message is `ready`; a base's is `restored`.
    case fork(id: Int, ForkRole, token: Int)
    /// Does work in advance that every copy would have to do for itself: a template's last request.
    case prepareForCopies(id: Int)
    /// Goes through the first steps of a context without leaving a trace, so that the pages that these steps write to
    /// are already the worker's own when it gets a context. With the parser of modules: those of its loader, while
    /// nothing else is asked between copies, so that later copies find it compiled.
    case rehearse(id: Int)
    /// The worker's base is gone, so the memory of its log is of no use. The next commit needs a base.
    case discardLog
    /// Sets the prefix of new handles: a process that goes on from a checkpoint must not reuse names that the undone
    /// run gave.
    case nameHandles(prefix: String)
    /// Makes a copy of a live context an independent context, with a new prefix for handles.
    case separate(id: Int, handlePrefix: String)
    /// Answers a `HostCall`. With an `id`, the worker replies when the work that the answer started is over.
    case answer(id: Int?, call: Int, HostAnswer)
}

/// One run of a script that the worker knows.
public struct RunRequest: Sendable, Equatable {
    public var script: Int
    public var awaitsPromise: Bool
    /// Whether the reply includes the result as `util.inspect` shows it.
    public var inspectsResult: Bool

    /// Whether the run sets the variable `_` to its result, or `_error` to the thrown value, as at Node's prompt.
    public var remembersResult: Bool

    /// Whether the worker can forget the script after this run.
    public var forgetsScript: Bool
    /// Whether the run goes on until nothing in the context is pending. Its result is still the script's.
    public var runsUntilIdle: Bool

    public init(
        script: Int, awaitsPromise: Bool = false, inspectsResult: Bool = false, remembersResult: Bool = false,
        forgetsScript: Bool = false, runsUntilIdle: Bool = false
    ) {
        self.script = script
        self.forgetsScript = forgetsScript
        self.awaitsPromise = awaitsPromise
        self.inspectsResult = inspectsResult
        self.remembersResult = remembersResult
        self.runsUntilIdle = runsUntilIdle
    }
}

/// The purpose of the copy that a fork makes.
public enum ForkRole: String, Sendable {
    /// If the original is killed, the copy goes on exactly from the original's present state.
    case checkpoint
    /// The copy waits until it is told to go on from a commit, see `RestoreMessage`.
    case base
    /// The copy becomes an independent context: state that must differ between two contexts is renewed.
    case context
}

/// The outcome of a host call.
public enum HostAnswer: Sendable {
    case returned([UInt8])
    /// The function threw a JavaScript value.
    case threw([UInt8])
    /// The function failed; the script gets an `Error` with this message.
    case failed(message: String)
}
