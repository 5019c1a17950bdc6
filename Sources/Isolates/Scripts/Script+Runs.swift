// Each run comes in pairs: with a type, which is `Value` where none is given, and for the type that the result is
// assigned to. The first goes before the second where both would do: `run(…) == "kitty"` compares values, and does not
// ask for a `String`, which a script may not give. A sandbox has three forms: a literal of values goes before a literal
// with Swift values in it, and before any `Encodable`, since it alone keeps the order of nested objects. The other
// two share a rank with the inferred type, as Swift has but two: what they give, compared with a literal, is asked for
// as the literal's type.

extension Script {
    /// Runs the script in a context (Node's `script.runInContext`).
    ///
    /// Runs of one context happen in the order in which they are asked for, so this waits for those before it. The
    /// timeout counts from the start of the run itself.
    ///
    /// - Parameters:
    ///   - context: where it runs; of whichever supervisor.
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout, cpuTimeout, breakOnSigint, awaitPromise: go before what `options` says.
    ///   - type: what the result is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code but `compilation`; `invalidValue` where the result is no `type`, and
    ///   `invalidArgument` where `options` says something of the code, which a script has settled.
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ context: Context, options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await result(in: context, options, as: type)
    }

    /// The same with the type that the result is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ context: Context, options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await result(in: context, options, as: T.self)
    }

    /// Runs the script in a context of its own (Node's `script.runInNewContext`).
    ///
    /// The context lives on only as long as a function or a promise of the result does.
    ///
    /// - Parameters:
    ///   - sandbox: the properties of the global object; none by default.
    ///   - options: see ``RunOptions``; none by default.
    ///   - contextOptions: see ``ContextOptions``; none by default.
    ///   - timeout, cpuTimeout, breakOnSigint, awaitPromise: go before what `options` says.
    ///   - memoryLimit: goes before what `contextOptions` says.
    ///   - type: what the result is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code but `compilation`; `invalidValue` where the result is no `type`, and
    ///   `invalidArgument` where `options` says something of the code, which a script has settled.
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: Value.Object = [:], options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            .object(sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: type)
    }

    /// The same with the type that the result is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: Value.Object = [:], options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            .object(sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: T.self)
    }

    /// As `runInNewContext`, with a sandbox that is a literal with Swift values in it.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: Value.Properties, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: type)
    }

    /// The same with the type that the result is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: Value.Properties, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: T.self)
    }

    /// As `runInNewContext`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: some Encodable, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: type)
    }

    /// The same with the type that the result is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: some Encodable, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: T.self)
    }

    /// Runs the script in the supervisor's main context (Node's `script.runInThisContext`).
    ///
    /// The main context lives as long as the supervisor, and has no memory limit. Your program's own variables are out of
    /// its reach, as local variables are in Node.
    ///
    /// - Parameters:
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout, cpuTimeout, breakOnSigint, awaitPromise: go before what `options` says.
    ///   - type: what the result is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code but `compilation`; `invalidValue` where the result is no `type`, and
    ///   `invalidArgument` where `options` says something of the code, which a script has settled.
    @discardableResult
    nonisolated(nonsending) public func runInThisContext<T: Decodable>(
        options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInThisContext(options, as: type)
    }

    /// The same with the type that the result is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInThisContext<T: Decodable>(
        options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInThisContext(options, as: T.self)
    }
}
