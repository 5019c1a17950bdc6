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
    /// Whether a commit stands before each answer, so that the context goes on from there should its process be killed.
    public var isUndoable: Bool

    public init(
        allowsStrings: Bool = true, allowsWasm: Bool = true, takesResultAfterMicrotasks: Bool = false,
        formatsConsole: Bool = false, maximumDepth: Int = 1_000, maximumLength: Int = 64 << 20,
        handlePrefix: String = "h", isUndoable: Bool = false
    ) {
        self.allowsStrings = allowsStrings
        self.allowsWasm = allowsWasm
        self.takesResultAfterMicrotasks = takesResultAfterMicrotasks
        self.formatsConsole = formatsConsole
        self.maximumDepth = maximumDepth
        self.maximumLength = maximumLength
        self.handlePrefix = handlePrefix
        self.isUndoable = isUndoable
    }
}
