/// What a worker is told about its context before the first run.
public struct ContextOptions: Sendable, Equatable {
    /// Whether `eval` and `Function` compile strings (`contextCodeGeneration.strings`).
    public var allowsStrings: Bool
    /// Whether WebAssembly modules compile (`contextCodeGeneration.wasm`).
    public var allowsWasm: Bool
    /// Whether a run's result is taken after the microtasks it left (`microtaskMode: 'afterEvaluate'`).
    public var takesResultAfterMicrotasks: Bool
    /// Whether console entries carry their text as `util.format` makes it.
    public var formatsConsole: Bool
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

    public init(
        allowsStrings: Bool = true, allowsWasm: Bool = true, takesResultAfterMicrotasks: Bool = false,
        formatsConsole: Bool = false, maximumDepth: Int = 1_000, maximumLength: Int = 64 << 20,
        handlePrefix: String = "h", modules: [UInt8]? = nil, globals: [String] = []
    ) {
        self.allowsStrings = allowsStrings
        self.allowsWasm = allowsWasm
        self.takesResultAfterMicrotasks = takesResultAfterMicrotasks
        self.formatsConsole = formatsConsole
        self.maximumDepth = maximumDepth
        self.maximumLength = maximumLength
        self.handlePrefix = handlePrefix
        self.modules = modules
        self.globals = globals
    }
}
