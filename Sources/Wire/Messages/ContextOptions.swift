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

    public init(
        allowsStrings: Bool = true, allowsWasm: Bool = true, takesResultAfterMicrotasks: Bool = false,
        formatsConsole: Bool = false, colorsOutput: Bool = false, colorsErrors: Bool = false,
        passesEscapes: Bool = false, maximumDepth: Int = 1_000, maximumLength: Int = 64 << 20,
        handlePrefix: String = "h"
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
    }
}
