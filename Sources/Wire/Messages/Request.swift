/// What the supervisor says to a worker.
///
/// A request with an `id` is answered by exactly one `Reply` of that id; the others are not answered.
/// Values travel as the JSON text of values.md, untouched on the way.
public enum Request: Sendable {
    /// The options and the sandbox of the context: the first request that a worker gets.
    case configure(id: Int, WorkerOptions, sandbox: [UInt8]?)
    /// The source of acorn, by which modules are parsed: once in the life of a process, before any `configure` with
    /// modules. What is wrong with it, that one tells.
    case loadParser(source: JSString)
    /// A script for later runs.
    case define(ScriptSource)
    /// Compiles a script without running it.
    case compile(id: Int, ScriptSource)
    /// Parses a module, and gives what it imports: the JSON of a list of `specifier` and `attributes`.
    case parseModule(id: Int, ScriptSource)
    case run(id: Int, RunRequest)
    /// Calls a function that the worker gave a handle.
    case call(id: Int, handle: String, this: [UInt8]?, arguments: [UInt8], awaitsPromise: Bool)
    /// Waits for a promise that the worker gave a handle.
    case awaitPromise(id: Int, handle: String)
    /// `inspects`: whether the reply carries the sandbox as `util.inspect` shows it.
    case getSandbox(id: Int, inspects: Bool)
    case setSandbox(id: Int, assign: [UInt8]?, remove: [JSString])
    case getProperty(id: Int, name: JSString)
    /// Forgets handles.
    case release(handles: [String])
    /// Forks: a `ForkPacket` for the copy waits on the worker's control socket. The copy introduces itself to the
    /// zygote with the token (`ZygoteRequest.expect`), and its first message is `ready`.
    case fork(id: Int, ForkRole, token: Int)
    /// Does what every copy would have to do for itself: a template's last request.
    case prepareForCopies(id: Int)
    /// Does what contexts do at first, without a trace, so that what is written to for it is the worker's own when a
    /// context comes.
    case rehearse(id: Int)
    /// Names new handles from now on: a process that goes on from a checkpoint must not give a name again that the
    /// undone run gave.
    case nameHandles(prefix: String)
    /// Makes a copy of a live context one of its own, with handles named anew.
    case separate(id: Int, handlePrefix: String)
    /// Answers a `HostCall`. With an `id` the worker tells when what the answer set off is over.
    case answer(id: Int?, call: Int, HostAnswer)
}

/// One run of a script that the worker knows.
public struct RunRequest: Sendable, Equatable {
    public var script: Int
    public var awaitsPromise: Bool
    /// Whether the reply carries the result as `util.inspect` shows it.
    public var inspectsResult: Bool

    /// Whether the result is the variable `_` afterwards, or what is thrown `_error`, as at Node's prompt.
    public var remembersResult: Bool

    /// Whether the worker needs the script no more after this run.
    public var forgetsScript: Bool
    /// Whether the run goes on until nothing of the context is pending. Its result is the script's all the same.
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

/// What the copy that a fork makes is for.
public enum ForkRole: String, Sendable {
    /// It goes on exactly as the original stands, should that be killed.
    case checkpoint
    /// It waits until it is told to go on as of a commit, see `RestoreMessage`.
    case base
    /// It goes its own way: what must differ between two contexts is renewed.
    case context
}

/// How a function of the supervisor's side ended.
public enum HostAnswer: Sendable {
    case returned([UInt8])
    /// It threw a JavaScript value.
    case threw([UInt8])
    /// It failed; the script gets an `Error` with this message.
    case failed(message: String)
}
