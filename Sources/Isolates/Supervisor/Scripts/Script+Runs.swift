// Why a run has so many forms: Swift ranks overloads by `@_disfavoredOverload`, in two ranks.
//
// - Where nothing says what type the result is, it is a `Value`. This goes before the form that takes the type from
//   where the result goes: `run(…) == "kitty"` compares values, and does not ask for a `String`, which a script may not
//   give.
// - A sandbox that is a literal of values goes before a literal with Swift values in it and before any `Encodable`,
//   since it alone keeps the order of nested objects. With those other two, `run(…, ["n": n]) == "kitty"` does ask for
//   a `String`, as there is no third rank.

extension Script {
    /// Runs the script in a context (Node's `script.runInContext`).
    ///
    /// Runs of one context happen in the order in which they are asked for, so this waits for those before it. The
    /// timeout counts from the start of the run itself.
    ///
    /// - Parameters:
    ///   - context: where it runs; of whichever supervisor.
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
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
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - memoryLimit: overrides `contextOptions.memoryLimit`.
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
    nonisolated(nonsending) public func runInNewContext(
        _ sandbox: Value.Properties, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> Value {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: Value.self)
    }

    /// As `runInNewContext`, with a sandbox that is a literal with Swift values in it.
    /// The result is decoded as `type`, by default the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: Value.Properties, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = T.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: type)
    }

    /// As `runInNewContext`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext(
        _ sandbox: some Encodable, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> Value {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: Value.self)
    }

    /// As `runInNewContext`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
    /// The result is decoded as `type`, by default the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ sandbox: some Encodable, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), memoryLimit: ByteCount? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = T.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: type)
    }

    /// Runs the script in the supervisor's main context (Node's `script.runInThisContext`).
    ///
    /// The main context lives as long as the supervisor, and has no memory limit. Your program's own variables are out
    /// of its reach, as local variables are in Node.
    ///
    /// - Parameters:
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
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
