/// Whether a context's scripts may generate code (Node's `contextCodeGeneration`).
public struct CodeGeneration: Sendable, Hashable {
    /// Whether `eval` and the `Function` constructors work; if not, they throw an `EvalError`. True by default.
    public var strings: Bool
    /// Whether WebAssembly modules can be compiled; if not, compiling throws a `WebAssembly.CompileError`. True by
    /// default.
    public var wasm: Bool

    /// Each parameter is described at its property.
    public init(strings: Bool = true, wasm: Bool = true) {
        self.strings = strings
        self.wasm = wasm
    }
}

/// When a run's microtasks run (Node's `microtaskMode`). They always run within the run's limits.
public enum MicrotaskMode: String, Sendable, CaseIterable {
    /// The result is read after the microtasks have run, not before.
    case afterEvaluate
}

/// The options of a new context, as those of Node's `vm.createContext`.
///
/// Every form of `createContext` takes these options as `options`, and every form of `runInNewContext` as
/// `contextOptions`. The common options are also arguments; a given argument overrides the option.
///
/// Source: the `vm` documentation of Node.js, “vm.createContext”.
public struct ContextOptions: Sendable {
    /// A name for people to read. None by default.
    public var name: String?
    /// An origin (RFC 6454) for people to read; nothing depends on it. None by default.
    public var origin: String?
    /// Whether scripts may generate code from strings, and compile WebAssembly; both by default.
    public var codeGeneration: CodeGeneration
    /// `afterEvaluate`, or nil, the default, for Node's default: the result is read before the microtasks run.
    public var microtaskMode: MicrotaskMode?
    /// How much resident memory the context's process may add to what it began with, above 0. A run that exceeds the
    /// limit is killed. Nil, the default, for no limit.
    ///
    /// Memory is measured from outside, more often the less is left, and the engine is told to collect garbage sooner,
    /// so that garbage does not count. The last two or three very large objects may count even if they are garbage,
    /// because the engine treats anything on the stack that looks like a reference as one. If a control group is
    /// delegated to your program, the kernel enforces a limit too, see ``Supervisor/Configuration/usesControlGroups``.
    public var memoryLimit: ByteCount?
    /// What happens to the context when a run of it is killed; ``Recovery/rollback`` by default. `runInNewContext`
    /// always discards, whatever this option says.
    public var recovery: Recovery
    /// The groups of web globals for scripts, such as `setTimeout`; none by default, as in Node's `vm`. A context made
    /// from a template also has the template's groups.
    public var globals: [WebGlobals] = []
    /// Whether errors that leave the context point to the sources that source maps name, and their stack frames, too;
    /// true by default. `error.stack`, as a script reads it, is the engine's in any case.
    public var sourceMaps = true
    /// How modules are found. If nil, a context made from a template finds modules as the template does, and any other
    /// context can't import.
    package var moduleSettings: ModuleSettings?

    /// Finds the modules that scripts import. If nil, the default, a context made from a template uses the template's
    /// resolver, and in any other context imports fail.
    public var modules: (any ModuleResolver)? {
        get { if case .resolver(let resolver) = moduleSettings { resolver } else { nil } }
        set { moduleSettings = newValue.map { .resolver($0) } }
    }

    /// Lets modules run where nothing says how they find others: they find none.
    package mutating func takeModules() {
        if moduleSettings == nil { moduleSettings = .map([:]) }
    }

    /// Each parameter is described at its property.
    public init(
        name: String? = nil, origin: String? = nil, codeGeneration: CodeGeneration = CodeGeneration(),
        microtaskMode: MicrotaskMode? = nil, memoryLimit: ByteCount? = nil, recovery: Recovery = .rollback,
        globals: [WebGlobals] = [], modules: (any ModuleResolver)? = nil, sourceMaps: Bool = true
    ) {
        self.name = name
        self.origin = origin
        self.codeGeneration = codeGeneration
        self.microtaskMode = microtaskMode
        self.memoryLimit = memoryLimit
        self.recovery = recovery
        self.globals = globals
        self.modules = modules
        self.sourceMaps = sourceMaps
    }

    /// A memory limit of 128 MiB: the default of this module's free functions.
    public static let limited = ContextOptions(memoryLimit: .megabytes(128))

    /// These options, overridden by the arguments that were given.
    func with(
        name: String? = nil, origin: String? = nil, codeGeneration: CodeGeneration? = nil,
        microtaskMode: MicrotaskMode? = nil, memoryLimit: ByteCount? = nil, recovery: Recovery? = nil
    ) -> ContextOptions {
        var options = self
        options.name = name ?? self.name
        options.origin = origin ?? self.origin
        options.codeGeneration = codeGeneration ?? self.codeGeneration
        options.microtaskMode = microtaskMode ?? self.microtaskMode
        options.memoryLimit = memoryLimit ?? self.memoryLimit
        options.recovery = recovery ?? self.recovery
        return options
    }

    /// - Throws: `invalidArgument` if the memory limit is not above 0.
    func validate() throws(VMError) {
        if let memoryLimit, memoryLimit.bytes <= 0 {
            throw VMError(.invalidArgument, "memoryLimit must be above 0, not \(memoryLimit); leave it out for none")
        }
    }
}
