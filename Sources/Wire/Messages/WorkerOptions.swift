/// What a worker is told about its context before the first run.
public struct WorkerOptions: Sendable, Equatable {
    /// Whether `eval` and `Function` compile strings (`contextCodeGeneration.strings`).
    public var allowsStrings: Bool
    /// Whether WebAssembly modules compile (`contextCodeGeneration.wasm`).
    public var allowsWasm: Bool
    /// Whether a run's result is taken after the microtasks it left (`microtaskMode: 'afterEvaluate'`).
    public var takesResultAfterMicrotasks: Bool
    /// Whether console entries carry their text as `util.format` makes it.
    public var formatsConsole: Bool
    /// Whether texts for people are written for a terminal: in colours, and with nothing of a script's in them that
    /// steers it. Those for standard output, and those for standard error.
    public var colorsOutput: Bool
    public var colorsErrors: Bool
    /// Whether the console passes on what steers a terminal all the same.
    public var passesEscapes: Bool
    /// Deepest nesting and greatest encoded length, in bytes, of a value that leaves the context.
    public var maximumDepth: Int
    public var maximumLength: Int
    /// What the handles of functions and promises begin with, so that no two contexts give out the same.
    public var handlePrefix: String
    /// How modules are found, as a value of values.md: an object with `map` (specifier to source, or to an object of
    /// `source`, `type` and `id`) or `resolver` (a function of the supervisor's side), and `resolvesPaths` where that
    /// one takes relative specifiers as paths. Nil where scripts can't import.
    public var modules: [UInt8]?
    /// The groups of web globals that scripts find.
    public var globals: [String]
    /// Whether errors are placed in the scripts themselves, also in those that have a source map.
    public var ignoresSourceMaps: Bool
    /// Whether a commit stands before each answer, so that the context goes on from there should its process be killed.
    public var isUndoable: Bool

    public init(
        allowsStrings: Bool = true, allowsWasm: Bool = true, takesResultAfterMicrotasks: Bool = false,
        formatsConsole: Bool = false, colorsOutput: Bool = false, colorsErrors: Bool = false,
        passesEscapes: Bool = false, maximumDepth: Int = 1_000, maximumLength: Int = 64 << 20,
        handlePrefix: String = "h", modules: [UInt8]? = nil, globals: [String] = [],
        ignoresSourceMaps: Bool = false, isUndoable: Bool = false
    ) {
        self.allowsStrings = allowsStrings
        self.allowsWasm = allowsWasm
        self.takesResultAfterMicrotasks = takesResultAfterMicrotasks
        self.formatsConsole = formatsConsole
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
