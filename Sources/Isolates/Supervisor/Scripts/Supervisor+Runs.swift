// Script+Runs.swift explains why there are so many forms of a run.

extension Supervisor {
    /// Compiles code and runs it in a context (Node's `vm.runInContext`).
    ///
    /// Runs in one context happen in the order in which they were requested, so this call waits for earlier runs. The
    /// timeout does not include that wait: it counts from when the context's worker is ready and has been given the
    /// run.
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - context: the context to run in, of any supervisor.
    ///   - options: see ``RunOptions``; none by default.
    ///   - filename: overrides `options.filename`.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - type: the type that the result is decoded as, see ``ValueDecoder``; by default ``Value``, which can hold any
    ///     result.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code; `invalidValue` if the result can't be decoded as `type`.
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ code: String, _ context: Context, options: RunOptions = RunOptions(), filename: String? = nil,
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil,
        as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).result(in: context, options, as: type)
    }

    /// The same, with the result decoded as the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInContext<T: Decodable>(
        _ code: String, _ context: Context, options: RunOptions = RunOptions(), filename: String? = nil,
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).result(in: context, options, as: T.self)
    }

    /// Compiles code and runs it in a context of its own (Node's `vm.runInNewContext`).
    ///
    /// The context is disposed of after the run, unless the result contains functions or promises; then it lives as
    /// long as they do.
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - sandbox: the properties of the global object; none by default.
    ///   - options: see ``RunOptions``; none by default.
    ///   - contextOptions: see ``ContextOptions``; none by default.
    ///   - filename: overrides `options.filename`.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - memoryLimit: overrides `contextOptions.memoryLimit`.
    ///   - type: the type that the result is decoded as, see ``ValueDecoder``; by default ``Value``, which can hold any
    ///     result.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code; `invalidValue` if the result can't be decoded as `type`.
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ code: String, _ sandbox: Value.Object = [:], options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), filename: String? = nil, memoryLimit: ByteCount? = nil,
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil,
        as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).resultInNewContext(
            .object(sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: type)
    }

    /// The same, with the result decoded as the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ code: String, _ sandbox: Value.Object = [:], options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), filename: String? = nil, memoryLimit: ByteCount? = nil,
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).resultInNewContext(
            .object(sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: T.self)
    }

    /// As `runInNewContext`, with a literal that may contain Swift values as the sandbox.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext(
        _ code: String, _ sandbox: Value.Properties, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), filename: String? = nil, memoryLimit: ByteCount? = nil,
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> Value {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: Value.self)
    }

    /// As `runInNewContext`, with a literal that may contain Swift values as the sandbox. The result is decoded as
    /// `type`, by default the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ code: String, _ sandbox: Value.Properties, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), filename: String? = nil, memoryLimit: ByteCount? = nil,
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil,
        as type: T.Type = T.self
    ) async throws(VMError) -> T {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: type)
    }

    /// As `runInNewContext`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext(
        _ code: String, _ sandbox: some Encodable, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), filename: String? = nil, memoryLimit: ByteCount? = nil,
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> Value {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: Value.self)
    }

    /// As `runInNewContext`, with any `Encodable` as the sandbox, such as a struct or a dictionary.
    /// The result is decoded as `type`, by default the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInNewContext<T: Decodable>(
        _ code: String, _ sandbox: some Encodable, options: RunOptions = RunOptions(),
        contextOptions: ContextOptions = ContextOptions(), filename: String? = nil, memoryLimit: ByteCount? = nil,
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil,
        as type: T.Type = T.self
    ) async throws(VMError) -> T {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).resultInNewContext(
            Value(sandbox: sandbox), options, contextOptions.with(memoryLimit: memoryLimit), as: type)
    }

    /// Compiles code and runs it in the supervisor's main context (Node's `vm.runInThisContext`).
    ///
    /// The main context lives as long as the supervisor and has no memory limit; if a killed run can't be undone, the
    /// next run gets a new one. Scripts can't reach your program's variables, as they can't reach local variables in
    /// Node.
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - options: see ``RunOptions``; none by default.
    ///   - filename: overrides `options.filename`.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - type: the type that the result is decoded as, see ``ValueDecoder``; by default ``Value``, which can hold any
    ///     result.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code; `invalidValue` if the result can't be decoded as `type`.
    @discardableResult
    nonisolated(nonsending) public func runInThisContext<T: Decodable>(
        _ code: String, options: RunOptions = RunOptions(), filename: String? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).resultInThisContext(options, as: type)
    }

    /// The same, with the result decoded as the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func runInThisContext<T: Decodable>(
        _ code: String, options: RunOptions = RunOptions(), filename: String? = nil, timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            filename: filename, timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint,
            awaitPromise: awaitPromise)
        return try await script(code, options).resultInThisContext(options, as: T.self)
    }
}
