import Wire

extension Context {
    /// The sandbox as it stands: the enumerable properties of the global object that came with `createContext` or that
    /// scripts made or assigned, in JavaScript's order, and no built-ins but those that scripts replaced.
    ///
    /// - Throws: `VMError`: `disposed` where the context is gone, `valueTooLarge`, and `exception` where a getter
    ///   threw.
    public var sandbox: Value.Object {
        get async throws(VMError) {
            guard let sandbox = try await sandboxResult().value().object else {
                throw VMError(.invalidValue, "the sandbox of context \(id) came back as something else than an object")
            }
            return sandbox
        }
    }

    /// Reads one property of the global object, a built-in one too; `undefined` where there is none.
    ///
    /// - Parameter name: the property's name.
    /// - Throws: as `sandbox`.
    nonisolated(nonsending) public func get(_ name: String) async throws(VMError) -> Value {
        try await request { Request.getProperty(id: $0, name: JSString(name)).frame() }.value()
    }

    /// Sets one property of the global object.
    ///
    /// - Parameters:
    ///   - name: the property's name.
    ///   - value: its new value.
    /// - Throws: as `assign(_:removing:)`.
    nonisolated(nonsending) public func set(_ name: String, to value: Value) async throws(VMError) {
        var sandbox: Value.Object = [:]
        sandbox[name] = value
        try await assign(sandbox)
    }

    /// Sets properties of the global object, and removes others.
    ///
    /// - Parameters:
    ///   - values: the new values by name.
    ///   - names: the names of the properties to remove; none by default. One that is not there is no error.
    /// - Throws: `VMError`: `disposed` where the context is gone, `valueTooLarge`, `invalidValue` for values that have
    ///   no encoding, and `exception` where a setter threw or a property can't be changed.
    nonisolated(nonsending) public func assign(_ values: Value.Object, removing names: [String] = [])
        async throws(VMError)
    {
        try await assign(properties: .object(values), removing: names)
    }

    /// - Parameter values: an object. Where it reaches itself, it means the global object.
    nonisolated(nonsending) package func assign(properties values: Value, removing names: [String])
        async throws(VMError)
    {
        let assign = try encode(values)
        _ = try await request {
            Request.setSandbox(id: $0, assign: assign, remove: names.map { JSString($0) }).frame()
        }
    }

    /// The sandbox as it came. The options' limits hold for the getters that it may have.
    nonisolated(nonsending) package func sandboxResult(_ options: RunOptions = RunOptions()) async throws(VMError)
        -> RunResult
    {
        try await request(options) { Request.getSandbox(id: $0, inspects: options.inspectsResult).frame() }
    }
}
