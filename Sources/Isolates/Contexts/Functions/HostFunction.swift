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
    /// The receiver: what stands before the dot. Nil where there is none, or where it is the global object.
    public let this: Value?
    /// What was passed.
    public let arguments: [Value]
    /// Whether the script got a promise, and goes on meanwhile.
    package let isAsync: Bool

    /// One argument as a Swift type. An argument that was not passed is `undefined`, which an optional takes as nil.
    ///
    /// - Parameters:
    ///   - index: which argument, from 0.
    ///   - type: a decodable type.
    /// - Throws: `DecodingError` where the argument is of another type.
    public func argument<T: Decodable>(_ index: Int, as type: T.Type = T.self) throws -> T {
        try (arguments.indices.contains(index) ? arguments[index] : .undefined).decode(as: type)
    }
}

/// A JavaScript value that a Swift closure throws into the script that called it. Any other error that it throws
/// arrives as an `Error` whose message is the error's description.
public struct ThrownValue: Error, Sendable {
    /// The value that is thrown, of any kind.
    public let value: Value

    public init(_ value: Value) {
        self.value = value
    }
}
