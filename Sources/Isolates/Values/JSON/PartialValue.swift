/// A value that has been read in part.
///
/// It is a structure with a field for each kind, not an enumeration with payloads: payloads can't be changed in place,
/// and copying the collected elements for each new one would take quadratic time.
struct PartialValue {
    /// The kinds of values that consist of other values.
    enum Collection {
        case array, set, map, object, error

        /// The kind of an envelope's value; `nil` if it holds no other values.
        init?(_ tag: ValueTag) {
            switch tag {
            case .array: self = .array
            case .set: self = .set
            case .map: self = .map
            case .object: self = .object
            case .error: self = .error
            default: return nil
            }
        }
    }

    enum Kind {
        case collection(Collection)
        case envelope
    }

    let kind: Kind
    /// Whether this is a plain JSON object and not the value of an envelope.
    private(set) var isPlain = false
    /// Whether `key` was read and its value was not begun.
    var isAtValue = false
    /// The elements read so far; for a map, keys and values in turn.
    var elements: [Value] = []
    var object = Value.Object()
    /// The key of the property whose value is being read.
    var key: JSString?

    init(_ collection: Collection) {
        kind = .collection(collection)
    }

    init(plainObjectWith firstKey: JSString) {
        kind = .collection(.object)
        isPlain = true
        key = firstKey
        isAtValue = true
    }

    /// An envelope. Its members are kept in `ValueReader.envelopes`.
    static let envelope = PartialValue(.envelope)

    private init(_ kind: Kind) {
        self.kind = kind
    }

    /// The value, once all of it was read.
    var value: Value {
        switch kind {
        case .collection(.array): .array(elements)
        case .collection(.set): .set(elements)
        case .collection(.map): .map(Value.Entry.pairs(elements))
        case .collection(.object): .object(object)
        case .collection(.error): .error(Value.ErrorObject(properties: object))
        case .envelope: .undefined
        }
    }
}
