extension Script {
    /// Runs the script in a context, and returns the value of its last statement (Node's `script.runInContext`).
    ///
    /// Calling it for a context whose run is under way waits for that run's end; the timeout counts from the start of
    /// its own.
    ///
    /// - Parameters:
    ///   - context: where it runs; of whichever supervisor.
    ///   - timeout: how long it may take, above 0; no limit by default. Microtasks that it leaves count.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0, the time left out in which it waits; no limit by
    ///     default.
    ///   - breakOnSigint: whether SIGINT ends the run; false by default.
    ///   - awaitPromise: whether the result is what `await` would give; false by default.
    /// - Throws: `VMError`, any code but `compilation`.
    @discardableResult
    nonisolated(nonsending) public func runInContext(
        _ context: Context, timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool = false,
        awaitPromise: Bool = false
    ) async throws(VMError) -> Value {
        let options = RunOptions(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await context.run(self, options).value()
    }

    /// Runs the script in a context of its own (Node's `script.runInNewContext`), which lives on only
    /// as long as a function or a promise of the result does.
    ///
    /// - Parameters:
    ///   - sandbox: the properties of the global object; none by default.
    ///   - contextName, contextOrigin, contextCodeGeneration, microtaskMode, memoryLimit: as of
    ///     `Supervisor.createContext`.
    ///   - timeout: how long it may take, above 0; no limit by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0, the time left out in which it waits; no limit by
    ///     default.
    ///   - breakOnSigint: whether SIGINT ends the run; false by default.
    ///   - awaitPromise: whether the result is what `await` would give; false by default.
    /// - Throws: `VMError`, any code.
    @discardableResult
    nonisolated(nonsending) public func runInNewContext(
        _ sandbox: Value.Object = [:], contextName: String? = nil, contextOrigin: String? = nil,
        contextCodeGeneration: CodeGeneration = CodeGeneration(), microtaskMode: MicrotaskMode? = nil,
        memoryLimit: ByteCount? = nil, timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool = false,
        awaitPromise: Bool = false
    ) async throws(VMError) -> Value {
        let options = RunOptions(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        try options.validate()
        // The context goes when nothing refers to it: at once, or with the last function or promise of the result.
        let settings = ContextSettings(
            name: contextName, origin: contextOrigin, codeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode,
            memoryLimit: memoryLimit, recovery: .discard)
        let context = try await supervisor.createContext(.object(sandbox), settings)
        return try await context.run(self, options).value()
    }

    /// Runs the script in the supervisor's main context (Node's `script.runInThisContext`), which lives as long as the
    /// supervisor.
    ///
    /// The program's own variables are out of its reach, as local variables are in Node.
    ///
    /// - Parameters:
    ///   - timeout: how long it may take, above 0; no limit by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0, the time left out in which it waits; no limit by
    ///     default.
    ///   - breakOnSigint: whether SIGINT ends the run; false by default.
    ///   - awaitPromise: whether the result is what `await` would give; false by default.
    /// - Throws: `VMError`, any code but `compilation`.
    @discardableResult
    nonisolated(nonsending) public func runInThisContext(
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool = false, awaitPromise: Bool = false
    ) async throws(VMError) -> Value {
        let options = RunOptions(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await supervisor.thisContext().run(self, options).value()
    }
}
