/// Decodes `Decodable` types from JavaScript values.
///
/// | Swift | from JavaScript |
/// | --- | --- |
/// | `Bool`, `String`, `JSString` | the same, without conversion; a `String` has no lone surrogates |
/// | integers of any width | a number or a BigInt, if it fits exactly: `12.0` is 12, `12.5` is refused |
/// | `Double`, `Float` | a number (rounded to a `Float`), a BigInt if it fits exactly |
/// | `Date`, `JSDate` | a `Date`; a Foundation `Date` is never an invalid one |
/// | `Data` | an `ArrayBuffer`, a typed array, a `DataView` |
/// | `[UInt8]` | an `ArrayBuffer`, a `Uint8Array` or `Uint8ClampedArray`, a `DataView`, any array of numbers that fit |
/// | `URL` | a string |
/// | arrays, sets, unkeyed containers | an array, a `Set`, a typed array; of a `Map`, keys and values in turn |
/// | dictionaries, keyed containers | an object, an error, a `Map` whose keys are strings or integers |
/// | `nil` | `null`, `undefined`, a missing key |
/// | ``Value`` | anything, unchanged; with all that it refers to, see ``Value/extract(_:limits:)`` |
///
/// A shared object is decoded once for each of its places; an object inside itself is refused. `Decodable` types do not
/// see keys with lone surrogates.
public struct ValueDecoder: Sendable {
    /// The `userInfo` for the types to decode; empty by default.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    /// Makes a decoder.
    public init() {}

    /// Decodes one value.
    ///
    /// - Parameters:
    ///   - type: the type to decode as.
    ///   - value: the value to decode.
    /// - Throws: `DecodingError` with the coding path of the error: the wrong kind of value, a number that doesn't fit,
    ///   a cycle, nesting deeper than 2,000, shared objects that would amount to more than a million copied values; and
    ///   any error that `type` throws itself.
    public func decode<T: Decodable>(_ type: T.Type, from value: Value) throws -> T {
        let graph = DecodingGraph(root: value, userInfo: userInfo)
        return try ValueDecoding(value, DecodingPlace(graph: graph)).decode(type)
    }
}

extension Value {
    /// Decodes the value as a type; see ``ValueDecoder`` for the rules.
    ///
    /// - Throws: as ``ValueDecoder/decode(_:from:)``.
    public func decode<T: Decodable>(as type: T.Type = T.self) throws -> T {
        try ValueDecoder().decode(type, from: self)
    }
}
