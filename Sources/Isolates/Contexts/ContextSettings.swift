/// Whether a context's scripts may make code (Node's `contextCodeGeneration`).
public struct CodeGeneration: Sendable, Hashable {
    /// Whether `eval` and the `Function` constructors compile; otherwise they throw an `EvalError`. True by default.
    public var strings: Bool
    /// Whether WebAssembly modules compile; otherwise that throws a `WebAssembly.CompileError`. True by default.
    public var wasm: Bool

    public init(strings: Bool = true, wasm: Bool = true) {
        self.strings = strings
        self.wasm = wasm
    }
}

/// When the microtasks of a run count (Node's `microtaskMode`). They run within its limits always.
public enum MicrotaskMode: String, Sendable {
    /// The result is taken after the microtasks have run, not before.
    case afterEvaluate
}

/// What a context is made with, besides its sandbox.
package struct ContextSettings: Sendable {
    package var name: String?
    package var origin: String?
    package var codeGeneration = CodeGeneration()
    package var microtaskMode: MicrotaskMode?
    package var memoryLimit: ByteCount?
    package var recovery = Recovery.rollback
    /// Nil where scripts can't import, or as the template has it.
    package var modules: ModuleSettings?
    /// The groups of web globals that scripts find.
    package var globals: [String] = []

    package init(
        name: String? = nil, origin: String? = nil, codeGeneration: CodeGeneration = CodeGeneration(),
        microtaskMode: MicrotaskMode? = nil, memoryLimit: ByteCount? = nil, recovery: Recovery = .rollback
    ) {
        self.name = name
        self.origin = origin
        self.codeGeneration = codeGeneration
        self.microtaskMode = microtaskMode
        self.memoryLimit = memoryLimit
        self.recovery = recovery
    }

    /// - Throws: `invalidArgument` for a memory limit that is not above 0.
    func validate() throws(VMError) {
        if let memoryLimit, memoryLimit.bytes <= 0 {
            throw VMError(.invalidArgument, "memoryLimit must be above 0, not \(memoryLimit); leave it out for none")
        }
    }
}
