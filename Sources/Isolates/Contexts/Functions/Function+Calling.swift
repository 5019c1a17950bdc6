import Wire

// Script+Runs.swift says why there are several forms.

extension Value.Function {
    /// Calls the function, in its context, when its turn has come.
    ///
    /// ```swift
    /// let total = try await function.call(3, "tea", as: Double.self)
    /// ```
    ///
    /// - Parameters:
    ///   - arguments: what it is passed; nothing by default.
    ///   - this: its receiver; none by default.
    ///   - options: see ``RunOptions``; none by default.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - awaitPromise: overrides `options.awaitPromise`.
    ///   - type: what the result is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Throws: `VMError`: `disposed` where the context is gone, and all that a run can end with; `invalidValue` where
    ///   the result is no `type`.
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

    /// The same with the type that the result is assigned to.
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
        try await call(.value(.array(arguments)), this: this, options)
    }

    /// - Parameter arguments: an array.
    nonisolated(nonsending) package func call(
        _ arguments: EncodableValue, this: Value?, _ options: RunOptions
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
    /// Awaits the promise, in its context, when its turn has come.
    ///
    /// - Parameters:
    ///   - options: see ``RunOptions``; none by default. `awaitPromise` is of no effect here.
    ///   - timeout: overrides `options.timeout`.
    ///   - cpuTimeout: overrides `options.cpuTimeout`.
    ///   - breakOnSigint: overrides `options.breakOnSigint`.
    ///   - type: what the promise's value is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Throws: `VMError`: `exception` where it is rejected, or where nothing is left that could settle it; all else
    ///   that a run can end with; `invalidValue` where its value is no `type`.
    nonisolated(nonsending) public func value<T: Decodable>(
        options: RunOptions = RunOptions(), timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        breakOnSigint: Bool? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        try await result(options.with(timeout: timeout, cpuTimeout: cpuTimeout, breakOnSigint: breakOnSigint))
            .value(as: type)
    }

    /// The same with the type that the result is assigned to.
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
        _ handle: String, this: Value?, _ arguments: EncodableValue, _ options: RunOptions
    ) async throws(VMError) -> RunResult {
        let arguments = try encode(arguments)
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
