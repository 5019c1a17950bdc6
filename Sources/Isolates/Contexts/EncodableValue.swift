/// A value on its way to a worker.
package enum EncodableValue: Sendable {
    case value(Value)
    /// JSON as it came, with as many arrays and objects inside one another: no object in it has a key that repeats, or
    /// the key `$type`. Nobody but the worker reads it.
    case json([UInt8], depth: Int)

    /// Whether it is an object without properties, and was seen to be.
    var isEmptyObject: Bool {
        if case .value(let value) = self { value.object?.isEmpty == true } else { false }
    }
}
