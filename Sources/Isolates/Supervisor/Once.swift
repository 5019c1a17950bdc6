/// Makes a value when it is first asked for: once for all who ask meanwhile, and again when the value is of no use any
/// more.
actor Once<Value: Sendable> {
    private var task: Task<Result<Value, VMError>, Never>?
    /// Why nothing is made any more.
    private var closed: VMError?

    /// - Parameters:
    ///   - isUsable: whether one that was made before will do; yes by default.
    ///   - make: makes one. It is not cancelled with the task that asks, since others may wait for it, too.
    func get(
        where isUsable: @Sendable (Value) -> Bool = { _ in true },
        _ make: @escaping @Sendable () async throws(VMError) -> Value
    ) async throws(VMError) -> Value {
        guard let current = task else { return try await begin(make).value.get() }
        if case .success(let value) = await current.value, isUsable(value) { return value }
        // Somebody else may have seen the same and begun anew.
        if let task, task != current { return try await task.value.get() }
        return try await begin(make).value.get()
    }

    /// Lets go of it.
    func forget() {
        task = nil
    }

    /// Makes nothing any more, and waits for what is being made.
    ///
    /// - Returns: what was made last; nil where there is none.
    func close(_ error: VMError) async -> Value? {
        closed = error
        guard case .success(let value)? = await task?.value else { return nil }
        return value
    }

    private func begin(
        _ make: @escaping @Sendable () async throws(VMError) -> Value
    ) throws(VMError) -> Task<Result<Value, VMError>, Never> {
        if let closed { throw closed }
        let new = Task.detached { () async -> Result<Value, VMError> in
            do throws(VMError) { return .success(try await make()) } catch { return .failure(error) }
        }
        task = new
        return new
    }
}
