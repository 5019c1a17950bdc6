import Workers

/// The host functions that a context's scripts may call, by handle. They live as long as the context.
final class FunctionTable: Sendable {
    private let functions = Lock("functions of a context", [String: HostFunction]())

    subscript(handle: String) -> HostFunction? {
        functions.withLock { $0[handle] }
    }

    /// Registers functions that are about to be sent to the context. A call of a function that belongs to another
    /// context is forwarded to that context.
    func add(_ sent: [Value.Function], to context: Context) {
        for function in sent {
            guard let callable = Self.callable(function, in: context) else { continue }
            // The old entry is released here, outside the lock.
            _ = functions.withLock { $0.updateValue(callable, forKey: function.handle) }
        }
    }

    /// Registers all functions of another context, of which this table's context is a copy.
    func add(allOf other: FunctionTable) {
        let others = other.functions.withLock { $0 }
        functions.withLock { $0.merge(others) { mine, _ in mine } }
    }

    /// Nil if the function belongs to the context itself: the worker already knows it.
    private static func callable(_ function: Value.Function, in context: Context) -> HostFunction? {
        if let closure = function.lifetime as? HostFunction { return closure }
        guard let handle = function.lifetime as? Handle, handle.context !== context else { return nil }
        return HostFunction { call in
            try await function.call(call.arguments, this: call.this, RunOptions()).value()
        }
    }
}
