/// Whether a context's scripts may make code (Node's `contextCodeGeneration`).
public struct CodeGeneration: Sendable, Hashable {
    /// Whether `eval` and the `Function` constructors compile; otherwise they throw an `EvalError`. True by default.
    public var strings: Bool
    /// Whether WebAssembly modules compile; otherwise that throws a `WebAssembly.CompileError`. True by default.
    public var wasm: Bool

    /// What scripts may make; both by default.
    public init(strings: Bool = true, wasm: Bool = true) {
        self.strings = strings
        self.wasm = wasm
    }
}

/// When the microtasks of a run count (Node's `microtaskMode`). They always run within its limits.
public enum MicrotaskMode: String, Sendable {
    /// The result is taken after the microtasks have run, not before.
    case afterEvaluate
}

/// What a context is made with, besides its sandbox: the options of Node's `vm.createContext`.
///
/// Every form of `createContext` takes one of these as `options`, and every form of `runInNewContext` as
/// `contextOptions`; the options in common use are arguments of their own too. An argument that is given overrides that
/// option.
///
/// Source: the `vm` documentation of Node.js, “vm.createContext”.
public struct ContextOptions: Sendable {
    /// A name for people to read. None by default.
    public var name: String?
    /// An origin (RFC 6454) for people to read: nothing depends on it. None by default.
    public var origin: String?
    /// Whether scripts may make code from strings, and compile WebAssembly. Both by default.
    public var codeGeneration: CodeGeneration
    /// `afterEvaluate`, or nil, the default, for what Node does by default: a result is taken before the microtasks
    /// have run.
    public var microtaskMode: MicrotaskMode?
    /// How much memory the context's process may make resident beyond what it began with, above 0. A run that goes past
    /// it is killed. Nil, the default, for no limit.
    ///
    /// Memory is measured from outside, the more often the less is left, and the engine is told to collect its garbage
    /// sooner, so that what a script no longer holds does not count. Of very large objects the last two or three may
    /// count all the same, since the engine takes what looks like a reference on the stack for one. Where a control
    /// group is delegated to your program, the kernel holds the limit too, see
    /// ``Supervisor/Configuration/usesControlGroups``.
    public var memoryLimit: ByteCount?
    /// What becomes of the context when a run of it is killed. ``Recovery/rollback``, the default: it goes on as it
    /// stood before that run. `runInNewContext` always discards, whatever this says.
    public var recovery: Recovery
    /// The groups of web globals that scripts find, such as `setTimeout`; none by default, as in Node's `vm`. A context
    /// of a template has the template's groups besides.
    public var globals: [WebGlobals] = []
    /// Whether errors that leave the context are placed in the sources that source maps tell of, and their frames, too;
    /// true by default. `error.stack` as a script reads it is the engine's in any case.
    public var sourceMaps = true
    /// How modules are found. Nil where nothing can be imported, or as the template has it.
    package var moduleSettings: ModuleSettings?

    /// Finds the modules that scripts import. Nil, the default, where they import none; a context of a template then
    /// finds what the template does.
    public var modules: (any ModuleResolver)? {
        get { if case .resolver(let resolver) = moduleSettings { resolver } else { nil } }
        set { moduleSettings = newValue.map { .resolver($0) } }
    }

    /// Options; each is described at its property.
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

    /// A memory limit of 128 MiB: what the free functions of this module make contexts with where nothing else is asked
    /// for.
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

    /// - Throws: `invalidArgument` for a memory limit that is not above 0.
    func validate() throws(VMError) {
        if let memoryLimit, memoryLimit.bytes <= 0 {
            throw VMError(.invalidArgument, "memoryLimit must be above 0, not \(memoryLimit); leave it out for none")
        }
    }
}
