import Wire

// Script+Runs.swift explains why there are several forms.

extension Value.Function {
    /// Calls the function in its context, after waiting for the context's turn.
    ///
    /// ```swift
    /// let total = try await function.call(3, "tea", as: Double.self)
    /// ```
    ///
    /// - Parameters:
    ///   - arguments: the arguments of the call; none by default.
    ///   - this: the receiver of the call; none by default.
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - type: the type that the result is decoded as, see ``ValueDecoder``; by default ``Value``, which can hold any
    ///     result.
    /// - Throws: `VMError`: `disposed` if the context is gone, and every other way in which a run can fail;
    ///   `invalidValue` if the result can't be decoded as `type`.
    @discardableResult
    nonisolated(nonsending) public func call<T: Decodable>(
        _ arguments: Value..., this: Value? = nil, options: RunOptions = RunOptions(), timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil,
        as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await call(arguments, this: this, options).value(as: type)
    }

    /// The same, with the result decoded as the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func call<T: Decodable>(
        _ arguments: Value..., this: Value? = nil, options: RunOptions = RunOptions(), timeout: Duration? = nil,
        cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await call(arguments, this: this, options).value(as: T.self)
    }

    /// As `call`, with arguments of any `Encodable` types. `nil` is `null`.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func call(
        _ arguments: (any Encodable)?..., this: (any Encodable)? = nil, options: RunOptions = RunOptions(),
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil
    ) async throws(VMError) -> Value {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await call(Value.encoding(arguments), this: Value.encoding(this), options).value()
    }

    /// As `call`, with arguments of any `Encodable` types. `nil` is `null`.
    /// The result is decoded as `type`, by default the type that it is assigned to.
    @_disfavoredOverload
    @discardableResult
    nonisolated(nonsending) public func call<T: Decodable>(
        _ arguments: (any Encodable)?..., this: (any Encodable)? = nil, options: RunOptions = RunOptions(),
        timeout: Duration? = nil, cpuTimeout: Duration? = nil, breakOnSigint: Bool? = nil, awaitPromise: Bool? = nil,
        as type: T.Type = T.self
    ) async throws(VMError) -> T {
        let options = options.with(
            timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint, awaitPromise: awaitPromise)
        return try await call(Value.encoding(arguments), this: Value.encoding(this), options).value(as: type)
    }

    nonisolated(nonsending) package func call(
        _ arguments: [Value], this: Value?, _ options: RunOptions
    ) async throws(VMError) -> RunResult {
        try options.validateWithoutCode()
        guard let handle = lifetime as? Handle else {
            throw VMError(
                .invalidArgument, "\(self) is no function of a context: a host function is called as the closure it is")
        }
        return try await handle.context.call(handle.name, this: this, arguments, options)
    }
}

extension Value.Promise {
    /// Awaits the promise in its context, after waiting for the context's turn.
    ///
    /// - Parameters:
    ///   - options: see ``RunOptions``; none by default. `awaitPromise` has no effect here.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - type: the type that the promise's value is decoded as, see ``ValueDecoder``; by default ``Value``, which can
    ///     hold any.
    /// - Throws: `VMError`: `exception` if the promise is rejected, or if nothing is left that could settle it; every
    ///   other way in which a run can fail; `invalidValue` if its value can't be decoded as `type`.
    nonisolated(nonsending) public func value<T: Decodable>(
        options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        try await result(options.with(timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint))
            .value(as: type)
    }

    /// The same, with the result decoded as the type that it is assigned to.
    @_disfavoredOverload
    nonisolated(nonsending) public func value<T: Decodable>(
        options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil
    ) async throws(VMError) -> T {
        try await result(options.with(timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint))
            .value(as: T.self)
    }

    nonisolated(nonsending) package func result(_ options: RunOptions) async throws(VMError) -> RunResult {
        try options.validateWithoutCode()
        guard let handle = lifetime as? Handle else {
            throw VMError(.invalidArgument, "the promise \(self.handle) is of no context")
        }
        return try await handle.context.request(options, isRun: true, awaits: true) {
            Request.awaitPromise(id: $0, handle: handle.name).frame()
        }
    }
}

extension Context {
    nonisolated(nonsending) func call(
        _ handle: String, this: Value?, _ arguments: [Value], _ options: RunOptions
    ) async throws(VMError) -> RunResult {
        let arguments = try encode(.array(arguments))
        var receiver: [UInt8]?
        if let this { receiver = try encode(this) }
        return try await request(options, isRun: true) {
            Request.call(
                id: $0, handle: handle, this: receiver, arguments: arguments, awaitsPromise: options.awaitPromise
            ).frame()
        }
    }
}

extension Value {
    fileprivate static func encoding(_ values: [(any Encodable)?]) throws(VMError) -> [Value] {
        var encoded: [Value] = []
        for value in values { encoded.append(try encoding(value) ?? .null) }
        return encoded
    }

    fileprivate static func encoding(_ value: (any Encodable)?) throws(VMError) -> Value? {
        if let value { try Value(encoding: value) } else { nil }
    }
}
