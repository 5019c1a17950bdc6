import Wire

/// A JavaScript string: any sequence of UTF-16 code units.
public typealias JSString = Wire.JSString

/// A JavaScript value outside its context: the result of a run, a property of a sandbox, an argument or a result of a
/// host function.
///
/// A value is a copy. There is a case for each row of the encoding in which values cross the process boundary, so no
/// value is lost or changed into another kind on the way.
///
/// ```swift
/// let sandbox: Value = ["animal": "cat", "count": 2, "tags": ["a", "b"], "none": nil]
/// sandbox["count"]?.int          // 2
/// sandbox["tags"]?[1]?.string    // "b"
/// ```
///
/// ## Shared and cyclic objects
///
/// An object that a script can reach in more than one way stays one object: its first place is ``identified(_:_:)``,
/// every later place a ``reference(_:)`` to it. So a value can describe any graph, including cycles, but owns its parts
/// and can't leak. Accessors and subscripts see through `identified`; ``resolve(_:)`` and ``extract(_:limits:)`` follow
/// a `reference`.
///
/// Identifiers of values that were decoded from JSON are unique in the process, so that parts of two results may be put
/// into one sandbox. If the same identifier is defined twice, for example because a value is used twice, each
/// definition is an object of its own, and a reference refers to the nearest definition before it.
///
/// ## Equality
///
/// Two values are equal if JavaScript could not tell them apart, except by identity with an object outside: `NaN`
/// equals `NaN`, `-0` differs from `0`, strings are compared code unit by code unit, the order of an object's keys
/// counts (a script sees that order), and identifiers are compared up to renaming. Functions and promises are equal if
/// their handles are.
public enum Value: Sendable {
    /// `undefined`, and a hole in an array.
    case undefined
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number, including `NaN`, the infinities and `-0`.
    case number(Double)
    /// A BigInt in decimal digits, with a `-` if it is negative: `"-12"`. No leading zeros, no `"-0"`.
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
    /// An `Error` of any subclass.
    case error(ErrorObject)
    /// An `ArrayBuffer`.
    case arraybuffer([UInt8])
    /// A typed array or a `DataView`.
    case typedarray(TypedArray)
    /// A function that can be called through its handle.
    indirect case function(Function)
    /// A promise that was not awaited.
    indirect case promise(Promise)
    /// The first place of an object that is referred to again: an identifier and the object. The object must not be a
    /// primitive (except a symbol), `identified` itself, or a ``reference(_:)``.
    indirect case identified(Int, Value)
    /// A reference to the object to which an ``identified(_:_:)`` before or around this place gave this identifier.
    case reference(Int)
}
