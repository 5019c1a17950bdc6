import Wire

/// A JavaScript string: any sequence of UTF-16 code units.
public typealias JSString = Wire.JSString

/// A JavaScript value outside of its context: what a run returns, what a sandbox holds, what a host function
/// gets and gives.
///
/// A value is a copy. There is a case for each row of the encoding in which values cross the process boundary,
/// so nothing that crosses is lost or turned into something else on the way.
///
/// ```swift
/// let sandbox: Value = ["animal": "cat", "count": 2, "tags": ["a", "b"], "none": nil]
/// sandbox["count"]?.int          // 2
/// sandbox["tags"]?[1]?.string    // "b"
/// ```
///
/// ## Shared and cyclic objects
///
/// An object that a script reaches in more than one way is one object there, and stays one: its first place
/// is ``identified(_:_:)``, every later place a ``reference(_:)`` to it. That says everything about a graph,
/// cycles included, in a value that owns its parts and can't leak. Accessors and subscripts see through
/// `identified`; ``resolve(_:)`` and ``extract(_:limits:)`` follow a `reference`.
///
/// Identifiers are unique in the process for values that were decoded from JSON, so that parts of two results
/// may be put into one sandbox. Where the same identifier is defined twice, as when a value is used twice,
/// each is an object of its own, and a reference means the definition before it that is nearest.
///
/// ## Equality
///
/// Two values are equal where JavaScript could tell no difference, other than by identity with something
/// outside: `NaN` equals `NaN`, `-0` differs from `0`, strings are compared code unit by code unit,
/// objects in the order of their keys too (a script sees that order), identifiers up to renaming.
/// Functions and promises are equal when their handles are.
public enum Value: Sendable {
    /// `undefined`, and a hole in an array.
    case undefined
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, `NaN`, the infinities and `-0` included.
    case number(Double)
    /// A BigInt in decimal digits, after a `-` where it is negative: `"-12"`. No leading zeros, no `"-0"`.
    case bigint(String)
    /// A string.
    case string(JSString)
    /// A symbol.
    indirect case symbol(Symbol)
    /// A `Date`.
    case date(JSDate)
    /// A `RegExp`.
    indirect case regexp(RegExp)
    /// An array. A hole arrives as ``undefined``.
    case array([Value])
    /// Any object that has no case of its own: its own enumerable properties with string keys.
    case object(Object)
    /// A `Map`, in insertion order.
    case map([Entry])
    /// A `Set`, in insertion order.
    case set([Value])
    /// An `Error`, of whatever subclass.
    case error(ErrorObject)
    /// An `ArrayBuffer`.
    case arraybuffer([UInt8])
    /// A typed array or a `DataView`.
    case typedarray(TypedArray)
    /// A function that can be called through its handle.
    indirect case function(Function)
    /// A promise that was not awaited.
    indirect case promise(Promise)
    /// The first place of an object that is reached again later: an identifier and the object,
    /// which is neither a primitive (a symbol excepted), nor `identified` itself, nor a ``reference(_:)``.
    indirect case identified(Int, Value)
    /// The object that an ``identified(_:_:)`` before this place, or around it, gave this identifier.
    case reference(Int)
}
