/// A Swift closure that scripts can call.
package final class HostFunction: Sendable {
    let body: @Sendable (FunctionCall) async throws -> Value

    package init(body: @escaping @Sendable (FunctionCall) async throws -> Value) {
        self.body = body
    }
}

/// One call of a Swift closure by a script.
public struct FunctionCall: Sendable {
    /// The context that the call came from.
    public let context: Context
    /// The receiver of the call (`a` in `a.f()`); nil if there is none, or if it is the global object.
    public let this: Value?
    /// The arguments of the call.
    public let arguments: [Value]
    /// Whether the script got a promise and goes on meanwhile.
    package let isAsync: Bool

    /// Decodes one argument as a Swift type. A missing argument is `undefined`, which an optional decodes as nil.
    ///
    /// - Parameters:
    ///   - index: the argument's index, from 0.
    ///   - type: a decodable type.
    /// - Throws: `DecodingError` if the argument can't be decoded as `type`.
    public func argument<T: Decodable>(_ index: Int, as type: T.Type = T.self) throws -> T {
        try (arguments.indices.contains(index) ? arguments[index] : .undefined).decode(as: type)
    }
}

/// A JavaScript value that a Swift closure throws into the script that called it. Any other error that the closure
/// throws arrives as an `Error` whose message is the error's description.
public struct ThrownValue: Error, Sendable {
    /// The thrown value, of any kind.
    public let value: Value

    /// Makes an error that throws `value` into the script.
    public init(_ value: Value) {
        self.value = value
    }
}
