import Wire

// Reading and writing may run code: getters, setters and proxies that scripts left behind. So each form takes limits,
// and has those of the context's last run where none is given.

extension Context {
    /// The sandbox as it stands: the enumerable properties of the global object that came with `createContext` or that
    /// scripts made or assigned, in JavaScript's order, and no built-ins but those that scripts replaced.
    ///
    /// The limits of the context's last run hold for the getters in it; `sandbox(timeout:cpuTimeout:)` takes others.
    ///
    /// - Throws: as ``sandbox(timeout:cpuTimeout:)``.
    public var sandbox: Value.Object {
        get async throws(VMError) { try await sandbox(timeout: nil) }
    }

    /// The sandbox as it stands, read within limits.
    ///
    /// - Parameters:
    ///   - timeout: how long it may take, above 0; that of the context's last run by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0; that of the context's last run by default.
    /// - Throws: `VMError`: `disposed` where the context is gone, `valueTooLarge`, `exception` where a getter threw,
    ///   and `timeout` where one took too long; the context is then rolled back as after a run.
    nonisolated(nonsending) public func sandbox(
        timeout: Duration?, cpuTimeout: Duration? = nil
    ) async throws(VMError) -> Value.Object {
        guard let sandbox = try await sandboxResult(RunOptions(timeout: timeout, cpuTimeout: cpuTimeout)).value().object
        else {
            throw VMError(.invalidValue, "the sandbox of context \(id) came back as something else than an object")
        }
        return sandbox
    }

    /// The sandbox as it stands, decoded as a type.
    ///
    /// - Parameters:
    ///   - type: what it is decoded as, see ``ValueDecoder``.
    ///   - timeout: how long it may take, above 0; that of the context's last run by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0; that of the context's last run by default.
    /// - Throws: as ``sandbox(timeout:cpuTimeout:)``, and `invalidValue` where it is no such type.
    nonisolated(nonsending) public func sandbox<T: Decodable>(
        as type: T.Type, timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) -> T {
        try await sandboxResult(RunOptions(timeout: timeout, cpuTimeout: cpuTimeout)).value(as: type)
    }

    /// Reads one property of the global object, a built-in one too; `undefined` where there is none.
    ///
    /// - Parameters:
    ///   - name: the property's name.
    ///   - timeout: how long it may take, above 0; that of the context's last run by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0; that of the context's last run by default.
    ///   - type: what the property is decoded as, see ``ValueDecoder``; by default ``Value``, which holds any.
    /// - Throws: as ``sandbox(timeout:cpuTimeout:)``, and `invalidValue` where the property is no `type`.
    nonisolated(nonsending) public func get<T: Decodable>(
        _ name: String, timeout: Duration? = nil, cpuTimeout: Duration? = nil, as type: T.Type = Value.self
    ) async throws(VMError) -> T {
        try await request(RunOptions(timeout: timeout, cpuTimeout: cpuTimeout)) {
            Request.getProperty(id: $0, name: JSString(name)).frame()
        }.value(as: type)
    }

    /// The same with the type that the result is assigned to.
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
    ///   - timeout: how long it may take, above 0; that of the context's last run by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0; that of the context's last run by default.
    /// - Throws: as `assign`.
    nonisolated(nonsending) public func set(
        _ name: String, to value: Value, timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) {
        try await assign([name: value], timeout: timeout, cpuTimeout: cpuTimeout)
    }

    /// As `set`, to an object that is a literal with Swift values in it.
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
    ///   - names: the names of the properties to remove; none by default. One that is not there is no error.
    ///   - timeout: how long it may take, above 0; that of the context's last run by default.
    ///   - cpuTimeout: how much CPU time its worker may use, above 0; that of the context's last run by default.
    /// - Throws: `VMError`: `disposed` where the context is gone, `valueTooLarge`, `invalidValue` for values that have
    ///   no encoding, `exception` where a setter threw or a property can't be changed, and `timeout` where a setter
    ///   took too long; the context is then rolled back as after a run.
    nonisolated(nonsending) public func assign(
        _ values: Value.Object, removing names: [String] = [], timeout: Duration? = nil, cpuTimeout: Duration? = nil
    ) async throws(VMError) {
        try await assign(
            properties: .value(.object(values)), removing: names, RunOptions(timeout: timeout, cpuTimeout: cpuTimeout))
    }

    /// As `assign`, with values that are a literal with Swift values in it.
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

    /// - Parameter values: an object. Where it reaches itself, it means the global object.
    nonisolated(nonsending) package func assign(
        properties values: EncodableValue, removing names: [String], _ options: RunOptions
    ) async throws(VMError) {
        let assign = try encode(values)
        _ = try await request(options) {
            Request.setSandbox(id: $0, assign: assign, remove: names.map { JSString($0) }).frame()
        }
    }

    /// The sandbox as it came.
    nonisolated(nonsending) package func sandboxResult(_ options: RunOptions) async throws(VMError) -> RunResult {
        try await request(options) { Request.getSandbox(id: $0, inspects: options.inspectsResult).frame() }
    }
}
