extension Supervisor {
    /// As `runInContext` that gives a `Value`, with the result decoded as a type: of `type`, or of what the result is
    /// assigned to.
    ///
    /// - Throws: `VMError`, any code. `invalidValue` where the result is no such type.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ code: String, _ context: Context, filename: String = Script.defaultFilename, timeout: Duration? = nil,
        breakOnSigint: Bool = false, awaitPromise: Bool = false, as type: T.Type = T.self
    ) async throws(VMError) -> T {
        try await makeScript(JSString(code), filename: filename).runInContext(
            context, timeout: timeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise, as: type)
    }

    /// As `runInNewContext` that gives a `Value`, with the result decoded as a type: of `type`, or of what the result
    /// is assigned to.
    ///
    /// - Throws: `VMError`, any code. `invalidValue` where the result is no such type.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ code: String, _ sandbox: Value.Object = [:], filename: String = Script.defaultFilename,
        contextName: String? = nil, contextOrigin: String? = nil,
        contextCodeGeneration: CodeGeneration = CodeGeneration(), microtaskMode: MicrotaskMode? = nil,
        memoryLimit: ByteCount? = nil, timeout: Duration? = nil, breakOnSigint: Bool = false,
        awaitPromise: Bool = false,
        as type: T.Type = T.self
    ) async throws(VMError) -> T {
        try await makeScript(JSString(code), filename: filename).runInNewContext(
            sandbox, contextName: contextName, contextOrigin: contextOrigin,
            contextCodeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode, memoryLimit: memoryLimit, timeout: timeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise, as: type)
    }

    /// As `runInThisContext` that gives a `Value`, with the result decoded as a type: of `type`, or of what the result
    /// is assigned to.
    ///
    /// - Throws: `VMError`, any code. `invalidValue` where the result is no such type.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInThisContext<T: Decodable>(
        _ code: String, filename: String = Script.defaultFilename, timeout: Duration? = nil,
        breakOnSigint: Bool = false,
        awaitPromise: Bool = false, as type: T.Type = T.self
    ) async throws(VMError) -> T {
        try await makeScript(JSString(code), filename: filename).runInThisContext(
            timeout: timeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise, as: type)
    }
}
