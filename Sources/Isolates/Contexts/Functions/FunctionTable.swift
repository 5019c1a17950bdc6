import Workers

/// The functions of this side that a context's scripts may call, by handle. They live as long as the context.
final class FunctionTable: Sendable {
    private let functions = Lock("functions of a context", [String: HostFunction]())

    subscript(handle: String) -> HostFunction? {
        functions.withLock { $0[handle] }
    }

    /// Makes functions known that are about to be sent to the context. One that is another context's own is called
    /// there.
    func add(_ sent: [Value.Function], to context: Context) {
        for function in sent {
            guard let callable = Self.callable(function, in: context) else { continue }
            // What stood there is let go of here, outside of the lock.
            _ = functions.withLock { $0.updateValue(callable, forKey: function.handle) }
        }
    }

    /// Makes all of another context's functions known, to a copy of that.
    func add(allOf other: FunctionTable) {
        let others = other.functions.withLock { $0 }
        functions.withLock { $0.merge(others) { mine, _ in mine } }
    }

    /// Nil where the function is the context's own, which the worker knows itself.
    private static func callable(_ function: Value.Function, in context: Context) -> HostFunction? {
        if let closure = function.lifetime as? HostFunction { return closure }
        guard let handle = function.lifetime as? Handle, handle.context !== context else { return nil }
        return HostFunction { call in
            try await function.call(call.arguments, this: call.this, RunOptions()).value()
        }
    }
}
