// Script+Runs.swift says why there are so many forms of a run.

extension Supervisor {
    /// Compiles code and runs it in a context (Node's `vm.runInContext`).
    ///
    /// Runs of one context happen in the order in which they are asked for, so this waits for those before it. The
    /// timeout counts from the start of the run itself.
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - context: where it runs; of whichever supervisor.
    ///   - options: see ``RunOptions``; none by default.
    ///   - filename: overrides `options.filename`.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - type: what the result is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code; `invalidValue` where the result is no `type`.
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

    /// The same with the type that the result is assigned to.
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
    /// The context lives on only as long as a function or a promise of the result does.
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
    ///   - type: what the result is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code; `invalidValue` where the result is no `type`.
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

    /// The same with the type that the result is assigned to.
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

    /// As `runInNewContext`, with a sandbox that is a literal with Swift values in it.
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

    /// As `runInNewContext`, with a sandbox that is a literal with Swift values in it.
    /// The result is decoded as `type`, by default the type that it is assigned to.
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
    /// The main context lives as long as the supervisor, and has no memory limit. Your program's own variables are out
    /// of its reach, as local variables are in Node.
    ///
    /// - Parameters:
    ///   - code: JavaScript.
    ///   - options: see ``RunOptions``; none by default.
    ///   - filename: overrides `options.filename`.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - type: what the result is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Returns: the value of the last statement.
    /// - Throws: `VMError`, any code; `invalidValue` where the result is no `type`.
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

    /// The same with the type that the result is assigned to.
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
