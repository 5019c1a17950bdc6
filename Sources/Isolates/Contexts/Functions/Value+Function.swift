import Synchronization
import Wire

extension Value {
    /// A function for scripts that calls a Swift closure. The script waits for the closure; the supervisor does not.
    ///
    /// The closure may start runs in the context that called it: they are served while the script waits.
    ///
    /// ```swift
    /// let sandbox: Value.Object = [
    ///     "price": .function { (item: String) async throws -> Double in try await shop.price(of: item) }
    /// ]
    /// ```
    ///
    /// - Parameters:
    ///   - name: the function's JavaScript name; empty by default.
    ///   - isAsync: whether a call returns a promise at once, which is settled when the closure ends; false by default.
    ///   - body: the closure. It gets the arguments, each decoded as its type; a missing argument is `undefined`. A
    ///     `ThrownValue` that it throws arrives as its value, any other error as an `Error`.
    public static func function<each Argument: Decodable & SendableMetatype, Result: Encodable & SendableMetatype>(
        _ name: String = "", isAsync: Bool = false,
        _ body: @escaping @Sendable (repeat each Argument) async throws -> Result
    ) -> Value {
        function(
            name, length: count(repeat (each Argument).self), isAsync: isAsync,
            call: { (call: FunctionCall) in
                var index = 0
                return try ValueEncoder().encode(await body(repeat try call.next((each Argument).self, &index)))
            })
    }

    /// A function for scripts that calls a Swift closure without a result; a call returns `undefined`.
    ///
    /// - Parameters: as for the form with a result.
    public static func function<each Argument: Decodable & SendableMetatype>(
        _ name: String = "", isAsync: Bool = false,
        _ body: @escaping @Sendable (repeat each Argument) async throws -> Void
    ) -> Value {
        function(
            name, length: count(repeat (each Argument).self), isAsync: isAsync,
            call: { (call: FunctionCall) in
                var index = 0
                try await body(repeat try call.next((each Argument).self, &index))
                return .undefined
            })
    }

    /// A function for scripts that passes the undecoded call to a Swift closure.
    ///
    /// - Parameters:
    ///   - name: the function's JavaScript name; empty by default.
    ///   - length: the function's JavaScript `length`; 0 by default.
    ///   - isAsync: whether a call returns a promise at once, which is settled when the closure ends; false by default.
    ///   - body: gets the call and returns its result. A `ThrownValue` that it throws arrives as its value, any other
    ///     error as an `Error`.
    @_disfavoredOverload
    public static func function<Result: Encodable & SendableMetatype>(
        _ name: String = "", length: Int = 0, isAsync: Bool = false,
        call body: @escaping @Sendable (FunctionCall) async throws -> Result
    ) -> Value {
        function(name, length: length, isAsync: isAsync, call: { try ValueEncoder().encode(await body($0)) })
    }

    /// A function for scripts that passes the undecoded call to a Swift closure, which returns a `Value`.
    ///
    /// - Parameters: as for the form whose closure returns any `Encodable`.
    public static func function(
        _ name: String = "", length: Int = 0, isAsync: Bool = false,
        call body: @escaping @Sendable (FunctionCall) async throws -> Value
    ) -> Value {
        let number = lastHostFunction.add(1, ordering: .relaxed).newValue
        let handle = handlePrefix + String(number)
        var function = Function(name: JSString(name), length: length, handle: handle, isAsync: isAsync)
        function.lifetime = HostFunction(body: body)
        return .function(function)
    }

    private static let lastHostFunction = Atomic<Int>(0)
    /// Clients of `isolates rpc` choose the handles of their functions, which stand beside these in a context: none of
    /// theirs is like one of these.
    private static let handlePrefix = "host-\(String(UInt64.random(in: .min ... .max), radix: 36))-"

    private static func count<each T>(_ types: repeat (each T).Type) -> Int {
        var count = 0
        for _ in repeat each types { count += 1 }
        return count
    }
}

extension FunctionCall {
    fileprivate func next<T: Decodable>(_ type: T.Type, _ index: inout Int) throws -> T {
        defer { index += 1 }
        return try argument(index, as: type)
    }
}
