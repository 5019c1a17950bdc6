/// A value of which a part was read.
///
/// A structure with a field for each kind, not an enumeration with payloads: those can't be changed where they are,
/// and to copy what was collected for each element would take quadratic time.
struct PartialValue {
    /// What consists of other values.
    enum Collection {
        case array, set, map, object, error

        /// What the value of an envelope is; `nil` for those that hold no other values.
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
    /// Whether this is an object in its own notation, and no envelope's value.
    private(set) var isPlain = false
    /// Whether `key` was read, and its value is yet to be begun.
    var isAtValue = false
    /// Of a map, keys and values in turn.
    var elements: [Value] = []
    var object = Value.Object()
    /// The name of the property whose value is read.
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

    /// An envelope, whose members are kept elsewhere.
    static let envelope = PartialValue(.envelope)

    private init(_ kind: Kind) {
        self.kind = kind
    }

    /// The value, where all of it was read.
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
