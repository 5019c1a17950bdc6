/// Encodes `Encodable` types as JavaScript values.
///
/// | Swift | becomes |
/// | --- | --- |
/// | `Bool`, `String`, `JSString` | the same |
/// | `Double`, `Float` | a number, including `NaN` and the infinities |
/// | integers of any width | a number up to 2⁵³ on either side of 0, a BigInt beyond that |
/// | `Date`, `JSDate` | a `Date` |
/// | `Data`, `[UInt8]` | a `Uint8Array` |
/// | `URL` | a string |
/// | keyed containers | an object, in the order in which the keys were encoded |
/// | dictionaries | an object; its keys, which have no order, are sorted |
/// | unkeyed containers | an array |
/// | `nil` | `null`; a property that is `nil` is left out, as synthesized `Encodable` conformances do |
/// | ``Value`` | itself |
///
/// A type that encodes nothing becomes an empty object.
public struct ValueEncoder: Sendable {
    /// The `userInfo` for the types to encode; empty by default.
    public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

    /// Makes an encoder.
    public init() {}

    /// Encodes one value.
    ///
    /// - Throws: `EncodingError` for a date out of JavaScript's range; and any error that the type throws itself.
    public func encode(_ value: some Encodable) throws -> Value {
        let result = EncodingNode()
        try ValueEncoding(result, .root, userInfo).encode(value)
        return result.value
    }
}
