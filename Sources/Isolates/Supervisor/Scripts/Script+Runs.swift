// A run has so many forms because `@_disfavoredOverload` gives overloads only two ranks.
//
// - If nothing determines the type of the result, it is a `Value`. This form ranks above the form that infers the type:
//   `run(…) == "kitty"` compares values; it does not require a `String`, which the script might not return.
// - A sandbox that is a literal of `Value`s ranks above a literal with Swift values and above any `Encodable`, since it
//   alone keeps the order of nested objects. With the other two, `run(…, ["n": n]) == "kitty"` does require a `String`,
//   because there is no third rank.

extension Script {
    /// Runs the script in a context (Node's `script.runInContext`).
    ///
    /// Runs in one context happen in the order in which they were requested, so this call waits for earlier runs. The
    /// timeout does not include that wait: it counts from when the context's worker is ready and has been given the
    /// run.
    ///
    /// - Parameters:
    ///   - context: the context to run in, of any supervisor.
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - type: the type that the result is decoded as, see ``ValueDecoder``; by default ``Value``, which can hold any
    ///     result.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code but `compilation`; `invalidValue` if the result can't be decoded as `type`, and
    ///   `invalidArgument` if `options` sets an option of the code, such as `filename`, which the script already has.
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ context: Context, options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await result(in: context, options, as: type)
    }

    /// The same, with the result decoded as the type that it is assigned to.
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
    /// The context is disposed of after the run, unless the result contains functions or promises; then it lives as
    /// long as they do.
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
    ///   - type: the type that the result is decoded as, see ``ValueDecoder``; by default ``Value``, which can hold any
    ///     result.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code but `compilation`; `invalidValue` if the result can't be decoded as `type`, and
    ///   `invalidArgument` if `options` sets an option of the code, such as `filename`, which the script already has.
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

    /// The same, with the result decoded as the type that it is assigned to.
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

    /// As `runInNewContext`, with a literal that may contain Swift values as the sandbox.
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

    /// As `runInNewContext`, with a literal that may contain Swift values as the sandbox. The result is decoded as
    /// `type`, by default the type that it is assigned to.
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
    /// The main context lives as long as the supervisor and has no memory limit; if a killed run can't be undone, the
    /// next run gets a new one. Scripts can't reach your program's variables, as they can't reach local variables in
    /// Node.
    ///
    /// - Parameters:
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - type: the type that the result is decoded as, see ``ValueDecoder``; by default ``Value``, which can hold any
    ///     result.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code but `compilation`; `invalidValue` if the result can't be decoded as `type`, and
    ///   `invalidArgument` if `options` sets an option of the code, such as `filename`, which the script already has.
    @discardableResult
    nonisolated(nonsending) public func runInThisContext<T: Decodable>(
        options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await resultInThisContext(options, as: type)
    }

    /// The same, with the result decoded as the type that it is assigned to.
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
