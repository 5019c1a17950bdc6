/// The options of a context, which its worker gets before the first run.
public struct WorkerOptions: Sendable, Equatable {
    /// Whether `eval` and `Function` may compile strings (`contextCodeGeneration.strings`).
    public var allowsStrings: Bool
    /// Whether WebAssembly modules may be compiled (`contextCodeGeneration.wasm`).
    public var allowsWasm: Bool
    /// Whether a run's result is read after its microtasks have run (`microtaskMode: 'afterEvaluate'`).
    public var takesResultAfterMicrotasks: Bool
    /// Whether console entries include the text that `util.format` makes.
    public var formatsConsole: Bool
    /// Whether console entries include the arguments. If not, an entry's array of arguments is empty.
    public var passesConsoleArguments: Bool
    /// Whether text for standard output is written for a terminal: coloured, with scripts' control characters escaped.
    public var colorsOutput: Bool
    /// The same for standard error.
    public var colorsErrors: Bool
    /// Whether the console passes on scripts' control characters nevertheless.
    public var passesEscapes: Bool
    /// The greatest depth, in levels, of a value that leaves the context.
    public var maximumDepth: Int
    /// The greatest encoded length, in bytes, of a value that leaves the context.
    public var maximumLength: Int
    /// The prefix of the handles of functions and promises, so that no two contexts give out the same handle.
    public var handlePrefix: String
    /// How modules are found, encoded as in values.md: an object with `map` (specifier to source, or to an object of
    /// `source`, `type` and `id`) or `resolver` (a host function), and `resolvesPaths` if the resolver treats relative
    /// specifiers as paths. Nil if scripts can't import.
    public var modules: [UInt8]?
    /// The groups of web globals for scripts.
    public var globals: [String]
    /// Whether errors point to the scripts themselves, even those that have a source map.
    public var ignoresSourceMaps: Bool
    /// Whether the worker makes a commit before each answer, from which the context can go on if its process is killed.
    public var isUndoable: Bool

    public init(
        allowsStrings: Bool = true, allowsWasm: Bool = true, takesResultAfterMicrotasks: Bool = false,
        formatsConsole: Bool = false, passesConsoleArguments: Bool = true, colorsOutput: Bool = false,
        colorsErrors: Bool = false, passesEscapes: Bool = false, maximumDepth: Int = 1_000,
        maximumLength: Int = 64 << 20,
        handlePrefix: String = "h", modules: [UInt8]? = nil, globals: [String] = [],
        ignoresSourceMaps: Bool = false, isUndoable: Bool = false
    ) {
        self.allowsStrings = allowsStrings
        self.allowsWasm = allowsWasm
        self.takesResultAfterMicrotasks = takesResultAfterMicrotasks
        self.formatsConsole = formatsConsole
        self.passesConsoleArguments = passesConsoleArguments
        self.colorsOutput = colorsOutput
        self.colorsErrors = colorsErrors
        self.passesEscapes = passesEscapes
        self.maximumDepth = maximumDepth
        self.maximumLength = maximumLength
        self.handlePrefix = handlePrefix
        self.modules = modules
        self.globals = globals
        self.ignoresSourceMaps = ignoresSourceMaps
        self.isUndoable = isUndoable
    }
}
