import Wire

extension Value.Function {
    /// Calls the function, in its context, when its turn has come.
    ///
    /// - Parameters:
    ///   - arguments: what it is passed; nothing by default.
    ///   - this: its receiver; none by default.
    ///   - timeout: how long it may take, above 0; no limit by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0, the time left out in which it waits; no limit by
    ///     default.
    ///   - awaitPromise: whether the result is what `await` would give; false by default.
    /// - Throws: `VMError`: `disposed` where the context is gone, and all that a run can end with.
    @discardableResult
    public func call(
        _ arguments: Value..., this: Value? = nil, timeout: Duration? = nil, cpuTimeout: Duration? = nil,
        awaitPromise: Bool = false
    ) async throws(VMError) -> Value {
        let options = RunOptions(timeout: timeout, cpuTimeout: cpuTimeout, awaitPromise: awaitPromise)
        return try await call(arguments, this: this, options).value()
    }

    package func call(_ arguments: [Value], this: Value?, _ options: RunOptions) async throws(VMError) -> RunResult {
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
    /// - Parameter timeout: how long it may take, above 0; no limit by default.
    /// - Throws: `VMError`: `exception` where it is rejected, or where nothing is left that could settle it; and all
    ///   that a run can end with.
    public func value(timeout: Duration? = nil) async throws(VMError) -> Value {
        try await result(RunOptions(timeout: timeout)).value()
    }

    package func result(_ options: RunOptions) async throws(VMError) -> RunResult {
        guard let handle = lifetime as? Handle else {
            throw VMError(.invalidArgument, "the promise \(self.handle) is of no context")
        }
        return try await handle.context.request(options, isRun: true) {
            Request.awaitPromise(id: $0, handle: handle.name).frame()
        }
    }
}

extension Context {
    func call(
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
