import Synchronization
import Wire

extension Value {
    /// A function for scripts that calls a Swift closure. The script waits for it; the supervisor does not.
    ///
    /// The closure may call back into the context that called it: such runs are served while the script waits.
    ///
    /// ```swift
    /// let sandbox: Value.Object = [
    ///     "price": .function { (item: String) async throws -> Double in try await shop.price(of: item) }
    /// ]
    /// ```
    ///
    /// - Parameters:
    ///   - name: the function's JavaScript name; empty by default.
    ///   - isAsync: whether a call gives the script a promise at once, which the closure's end settles; false by
    ///     default.
    ///   - body: gets the arguments, each decoded as its type. An argument that is not passed is `undefined`. What it
    ///     throws arrives as an `Error`, a `ThrownValue` as its value.
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

    /// A function for scripts that calls a Swift closure without a result; the script gets `undefined`.
    ///
    /// - Parameters: as of the form with a result.
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

    /// A function for scripts that calls a Swift closure with the call as it is.
    ///
    /// - Parameters:
    ///   - name: the function's JavaScript name; empty by default.
    ///   - length: the function's JavaScript `length`; 0 by default.
    ///   - isAsync: whether a call gives the script a promise at once; false by default.
    ///   - body: gets the call, and gives what the script gets. What it throws arrives as an `Error`, a `ThrownValue`
    ///     as its value.
    @_disfavoredOverload
    public static func function<Result: Encodable & SendableMetatype>(
        _ name: String = "", length: Int = 0, isAsync: Bool = false,
        call body: @escaping @Sendable (FunctionCall) async throws -> Result
    ) -> Value {
        function(name, length: length, isAsync: isAsync, call: { try ValueEncoder().encode(await body($0)) })
    }

    /// A function for scripts that calls a Swift closure with the call as it is, and gets a value from it.
    ///
    /// - Parameters: as of the form whose closure gives any `Encodable`.
    public static func function(
        _ name: String = "", length: Int = 0, isAsync: Bool = false,
        call body: @escaping @Sendable (FunctionCall) async throws -> Value
    ) -> Value {
        let number = lastHostFunction.add(1, ordering: .relaxed).newValue
        var function = Function(name: JSString(name), length: length, handle: "host\(number)", isAsync: isAsync)
        function.lifetime = HostFunction(body: body)
        return .function(function)
    }

    private static let lastHostFunction = Atomic<Int>(0)

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
