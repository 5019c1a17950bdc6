import Synchronization

/// A thing that is made with its first use, once for all who ask meanwhile, and again where the one at hand is of no
/// use any more.
final class Once<Value: Sendable>: Sendable {
    private let task = Mutex<Task<Result<Value, VMError>, Never>?>(nil)

    /// - Parameters:
    ///   - isUsable: whether one that was made before will do; yes by default.
    ///   - make: makes one. It is not cancelled with the task that asks, since others may wait for it, too.
    func get(
        where isUsable: (Value) -> Bool = { _ in true }, _ make: @escaping @Sendable () async throws(VMError) -> Value
    ) async throws(VMError) -> Value {
        let (current, isNew) = task.withLock { task in
            if let task { return (task, false) }
            return (begin(&task, make), true)
        }
        let result = await current.value
        if isNew { return try result.get() }
        if case .success(let value) = result, isUsable(value) { return value }
        let next = task.withLock { task in
            // Somebody else may have seen the same and begun anew.
            if let task, task != current { return task }
            return begin(&task, make)
        }
        return try await next.value.get()
    }

    /// Lets go of it.
    func forget() {
        task.withLock { $0 = nil }
    }

    private func begin(
        _ task: inout Task<Result<Value, VMError>, Never>?,
        _ make: @escaping @Sendable () async throws(VMError) -> Value
    ) -> Task<Result<Value, VMError>, Never> {
        let new = Task { () async -> Result<Value, VMError> in
            do throws(VMError) { return .success(try await make()) } catch { return .failure(error) }
        }
        task = new
        return new
    }
}
