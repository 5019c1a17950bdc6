extension Supervisor {
    /// Compiles code and runs it in a context (Node's `vm.runInContext`).
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - context: where it runs.
    ///   - filename: what stack traces call it; `evalmachine.<anonymous>` by default.
    ///   - timeout: how long it may take, above 0; no limit by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0, the time left out in which it waits; no limit by
    ///     default.
    ///   - breakOnSigint: whether SIGINT ends the run; false by default.
    ///   - awaitPromise: whether the result is what `await` would give; false by default.
    /// - Throws: `VMError`, any code.
    @discardableResult
    nonisolated(nonsending) public func runInContext(
        _ code: String, _ context: Context, filename: String = Script.defaultFilename, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil,
        breakOnSigint: Bool = false, awaitPromise: Bool = false
    ) async throws(VMError) -> Value {
        try await makeScript(JSString(code), filename: filename).runInContext(
            context, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
    }

    /// Compiles code and runs it in a context of its own (Node's `vm.runInNewContext`), which lives on only as long as
    /// a function or a promise of the result does.
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - sandbox: the properties of the global object; none by default.
    ///   - filename: what stack traces call it; `evalmachine.<anonymous>` by default.
    ///   - contextName, contextOrigin, contextCodeGeneration, microtaskMode, memoryLimit: as of `createContext`.
    ///   - timeout: how long it may take, above 0; no limit by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0, the time left out in which it waits; no limit by
    ///     default.
    ///   - breakOnSigint: whether SIGINT ends the run; false by default.
    ///   - awaitPromise: whether the result is what `await` would give; false by default.
    /// - Throws: `VMError`, any code.
    @discardableResult
    nonisolated(nonsending) public func runInNewContext(
        _ code: String, _ sandbox: Value.Object = [:], filename: String = Script.defaultFilename,
        contextName: String? = nil, contextOrigin: String? = nil,
        contextCodeGeneration: CodeGeneration = CodeGeneration(), microtaskMode: MicrotaskMode? = nil,
        memoryLimit: ByteCount? = nil, timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool = false,
        awaitPromise: Bool = false
    ) async throws(VMError) -> Value {
        try await makeScript(JSString(code), filename: filename).runInNewContext(
            sandbox, contextName: contextName, contextOrigin: contextOrigin,
            contextCodeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode, memoryLimit: memoryLimit, timeout: timeout, cpuTimeout: cpuTimeout,
            breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
    }

    /// Compiles code and runs it in the supervisor's main context (Node's `vm.runInThisContext`).
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - filename: what stack traces call it; `evalmachine.<anonymous>` by default.
    ///   - timeout: how long it may take, above 0; no limit by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0, the time left out in which it waits; no limit by
    ///     default.
    ///   - breakOnSigint: whether SIGINT ends the run; false by default.
    ///   - awaitPromise: whether the result is what `await` would give; false by default.
    /// - Throws: `VMError`, any code.
    @discardableResult
    nonisolated(nonsending) public func runInThisContext(
        _ code: String, filename: String = Script.defaultFilename, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil,
        breakOnSigint: Bool = false,
        awaitPromise: Bool = false
    ) async throws(VMError) -> Value {
        try await makeScript(JSString(code), filename: filename).runInThisContext(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
    }

    /// The main context: made with its first use, and again where a run of it was killed.
    nonisolated(nonsending) package func thisContext() async throws(VMError) -> Context {
        try await mainContext.get(where: { !$0.isDisposed }) { [self] () async throws(VMError) in
            try await createContext(.object([:]), ContextSettings(), owner: nil)
        }
    }
}
