/// Makes a value on first request and shares it. Requests that come meanwhile wait for the same value; a value that is
/// no longer usable is made again.
actor Once<Value: Sendable> {
    private var task: Task<Result<Value, VMError>, Never>?
    /// The error for requests after `close`.
    private var closed: VMError?

    /// - Parameters:
    ///   - isUsable: whether a value that was made earlier can be used; always by default.
    ///   - make: makes the value. It is not cancelled with the requesting task, since others may wait for the value
    ///     too.
    func get(
        where isUsable: @Sendable (Value) -> Bool = { _ in true },
        _ make: @escaping @Sendable () async throws(VMError) -> Value
    ) async throws(VMError) -> Value {
        guard let current = task else { return try await begin(make).value.get() }
        if case .success(let value) = await current.value, isUsable(value) { return value }
        // Another caller may have found the value unusable, too, and begun to make a new one.
        if let task, task != current { return try await task.value.get() }
        return try await begin(make).value.get()
    }

    /// Releases the value; the next request makes a new one.
    func forget() {
        task = nil
    }

    /// Refuses further requests for new values, and waits for the value that is being made.
    ///
    /// - Returns: the value that was made last; nil if there is none.
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
