// Each run has two forms, and the one that gives a `Value` goes before where both would do: `run(…) == "kitty"`
// compares values, and does not ask for a `String`, which a script may not give.

extension Script {
    /// As `runInContext` that gives a `Value`, with the result decoded as a type: of `type`, or of what the result is
    /// assigned to.
    ///
    /// - Throws: `VMError`, any code but `compilation`. `invalidValue` where the result is no such type.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ context: Context, timeout: Duration? = nil, breakOnSigint: Bool = false, awaitPromise: Bool = false,
        as type: T.Type = T.self
    ) async throws(VMError) -> T {
        try await runInContext(
            context, timeout: timeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise
        ).decodeResult(as: type)
    }

    /// As `runInNewContext` that gives a `Value`, with the result decoded as a type: of `type`, or of what the result
    /// is assigned to.
    ///
    /// - Throws: `VMError`, any code. `invalidValue` where the result is no such type.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: Value.Object = [:], contextName: String? = nil, contextOrigin: String? = nil,
        contextCodeGeneration: CodeGeneration = CodeGeneration(), microtaskMode: MicrotaskMode? = nil,
        memoryLimit: ByteCount? = nil, timeout: Duration? = nil, breakOnSigint: Bool = false,
        awaitPromise: Bool = false,
        as type: T.Type = T.self
    ) async throws(VMError) -> T {
        try await runInNewContext(
            sandbox, contextName: contextName, contextOrigin: contextOrigin,
            contextCodeGeneration: contextCodeGeneration,
            microtaskMode: microtaskMode, memoryLimit: memoryLimit, timeout: timeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise
        ).decodeResult(as: type)
    }

    /// As `runInThisContext` that gives a `Value`, with the result decoded as a type: of `type`, or of what the result
    /// is assigned to.
    ///
    /// - Throws: `VMError`, any code but `compilation`. `invalidValue` where the result is no such type.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInThisContext<T: Decodable>(
        timeout: Duration? = nil, breakOnSigint: Bool = false, awaitPromise: Bool = false, as type: T.Type = T.self
    ) async throws(VMError) -> T {
        try await runInThisContext(
            timeout: timeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise
        ).decodeResult(as: type)
    }
}

extension Value {
    fileprivate func decodeResult<T: Decodable>(as type: T.Type) throws(VMError) -> T {
        if let value = self as? T { return value }
        do { return try decode(as: type) } catch {
            throw VMError(.invalidValue, "the result is no \(T.self): \(error)")
        }
    }
}
