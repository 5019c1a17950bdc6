import Wire

// Reading and writing may run code: getters, setters and proxies that scripts left behind. So each form takes limits.
// If neither limit is given, those of the context's last run apply.

extension Context {
    /// The present sandbox: the enumerable properties of the global object that came with `createContext` or that
    /// scripts made or assigned, in JavaScript's order. Built-ins are included only if scripts replaced them.
    ///
    /// The limits of the context's last run apply; `sandbox(timeout:cpuTimeout:)` takes others.
    ///
    /// - Throws: as ``sandbox(timeout:cpuTimeout:)``.
    public var sandbox: Value.Object {
        get async throws(VMError) { try await sandbox(timeout: nil) }
    }

    /// The present sandbox, read within limits.
    ///
    /// - Parameters:
    ///   - timeout: how long the request may take, above 0.
    ///   - cpuTimeout: how much CPU time the worker may use for it, above 0. Without either limit, those of the last
    ///     run apply.
    /// - Throws: `VMError`: `disposed` if the context is gone, `valueTooLarge` if the sandbox exceeds `ValueLimits`,
    ///   `exception` if a getter threw, `timeout` if one took too long. After a timeout the context is rolled back as
    ///   after a run. Any other way in which a run can fail is possible too.
    nonisolated(nonsending) public func sandbox(
        timeout: Duration?, cpuTimeout: Duration? = nil
    ) async throws(VMError) -> Value.Object {
        guard let sandbox = try await sandboxResult(RunOptions(timeout: timeout, cpuTimeout: cpuTimeout)).value().object
        else {
            throw VMError(.invalidValue, "the sandbox of context \(id) came back as something else than an object")
        }
        return sandbox
    }

    /// The present sandbox, decoded as a type.
    ///
    /// - Parameters:
    ///   - type: the type that the sandbox is decoded as, see ``ValueDecoder``.
    ///   - timeout: how long the request may take, above 0.
    ///   - cpuTimeout: how much CPU time the worker may use for it, above 0. Without either limit, those of the last
    ///     run apply.
    /// - Throws: as ``sandbox(timeout:cpuTimeout:)``, and `invalidValue` if the sandbox can't be decoded as `type`.
    nonisolated(nonsending) public func sandbox<T: Decodable>(
        as type: T.Type, timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) -> T {
        try await sandboxResult(RunOptions(timeout: timeout, cpuTimeout: cpuTimeout)).value(as: type)
    }

    /// Reads one property of the global object, which may be a built-in; `undefined` if there is no such property.
    ///
    /// - Parameters:
    ///   - name: the property's name.
    ///   - timeout: how long the request may take, above 0.
    ///   - cpuTimeout: how much CPU time the worker may use for it, above 0. Without either limit, those of the last
    ///     run apply.
    ///   - type: the type that the property is decoded as, see ``ValueDecoder``; by default ``Value``, which can hold
    ///     any.
    /// - Throws: as ``sandbox(timeout:cpuTimeout:)``, and `invalidValue` if the property can't be decoded as `type`.
    nonisolated(nonsending) public func get<T: Decodable>(
        _ name: String, timeout: Duration? = nil, cpuTimeout: Duration? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        try await request(RunOptions(timeout: timeout, cpuTimeout: cpuTimeout)) {
            Request.getProperty(id: $0, name: JSString(name)).frame()
        }.value(as: type)
    }

    /// The same, with the result decoded as the type that it is assigned to.
    @_disfavoredOverload
    nonisolated(nonsending) public func get<T: Decodable>(
        _ name: String, timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) -> T {
        try await get(name, timeout: timeout, cpuTimeout: cpuTimeout, as: T.self)
    }

    /// Sets one property of the global object.
    ///
    /// - Parameters:
    ///   - name: the property's name.
    ///   - value: its new value.
    ///   - timeout: how long the request may take, above 0.
    ///   - cpuTimeout: how much CPU time the worker may use for it, above 0. Without either limit, those of the last
    ///     run apply.
    /// - Throws: as `assign`.
    nonisolated(nonsending) public func set(
        _ name: String, to value: Value, timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) {
        try await assign([name: value], timeout: timeout, cpuTimeout: cpuTimeout)
    }

    /// As `set`, to an object given as a literal that may contain Swift values.
    @_disfavoredOverload
    nonisolated(nonsending) public func set(
        _ name: String, to value: Value.Properties, timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) {
        try await set(name, to: Value(encoding: value), timeout: timeout, cpuTimeout: cpuTimeout)
    }

    /// As `set`, to any `Encodable`.
    @_disfavoredOverload
    nonisolated(nonsending) public func set(
        _ name: String, to value: some Encodable, timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) {
        try await set(name, to: Value(encoding: value), timeout: timeout, cpuTimeout: cpuTimeout)
    }

    /// Sets properties of the global object, and removes others.
    ///
    /// - Parameters:
    ///   - values: the new values by name.
    ///   - names: the names of the properties to remove; none by default. A missing property is not an error. Where one
    ///     had replaced a built-in such as `Array`, that is back.
    ///   - timeout: how long the request may take, above 0.
    ///   - cpuTimeout: how much CPU time the worker may use for it, above 0. Without either limit, those of the last
    ///     run apply.
    /// - Throws: `VMError`: `disposed` if the context is gone, `valueTooLarge` if the values exceed `ValueLimits`,
    ///   `invalidValue` if a value can't be encoded, `exception` if a setter threw or a property can't be changed,
    ///   `timeout` if a setter took too long. After a timeout the context is rolled back as after a run.
    nonisolated(nonsending) public func assign(
        _ values: Value.Object, removing names: [String] = [], timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) {
        try await assign(
            properties: .value(.object(values)), removing: names, RunOptions(timeout: timeout, cpuTimeout: cpuTimeout))
    }

    /// As `assign`, with a literal that may contain Swift values.
    @_disfavoredOverload
    nonisolated(nonsending) public func assign(
        _ values: Value.Properties, removing names: [String] = [], timeout: Duration? = nil,
        cpuTimeout: Duration? = nil
    ) async throws(VMError) {
        try await assign(
            properties: .value(Value(sandbox: values)), removing: names,
            RunOptions(timeout: timeout, cpuTimeout: cpuTimeout))
    }

    /// As `assign`, with the properties of any `Encodable`, such as a struct or a dictionary.
    @_disfavoredOverload
    nonisolated(nonsending) public func assign(
        _ values: some Encodable, removing names: [String] = [], timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) {
        try await assign(
            properties: .value(Value(sandbox: values)), removing: names,
            RunOptions(timeout: timeout, cpuTimeout: cpuTimeout))
    }

    /// - Parameter values: an object. References to itself in it stand for the global object.
    nonisolated(nonsending) package func assign(
        properties values: EncodableValue, removing names: [String], _ options: RunOptions
    ) async throws(VMError) {
        let assign = try encode(values)
        _ = try await request(options) {
            Request.setSandbox(id: $0, assign: assign, remove: names.map { JSString($0) }).frame()
        }
    }

    /// The sandbox, undecoded.
    nonisolated(nonsending) package func sandboxResult(_ options: RunOptions) async throws(VMError) -> RunResult {
        try await request(options) { Request.getSandbox(id: $0, inspects: options.inspectsResult).frame() }
    }
}
