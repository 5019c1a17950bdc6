import Synchronization
import Wire

/// The identifiers in one message, and those that replace them in this process.
struct DecodedIdentities {
    private struct Pending {
        let identifier: Int
        /// The offset of the first reference.
        let offset: Int
    }

    /// Identifiers are unique in the process, since values of different messages may end up in one value.
    private static let last = Atomic<Int>(0)

    private var defined: [Int: Int] = [:]
    /// References to objects without a known definition. The object around a reference may turn out to be it, since the
    /// `id` of an envelope may come last.
    private var pending: [Int: Pending] = [:]

    /// Defines the identifier of the object that a message calls `name`, at the object's beginning.
    mutating func define(_ name: Int, _ reader: JSONReader) throws(JSONError) -> Int {
        try define(name, late: .max, reader)
    }

    /// Defines the identifier of the object that a message calls `name`, at the object's end.
    ///
    /// - Parameter start: the offset of the object. A reference before it is an error.
    mutating func define(_ name: Int, late start: Int, _ reader: JSONReader) throws(JSONError) -> Int {
        guard defined[name] == nil else { throw reader.fault("id \(name) for a second time") }
        let early = pending.removeValue(forKey: name)
        guard early.map({ $0.offset > start }) ?? true else {
            throw reader.fault("id \(name) after a reference to it")
        }
        let identifier = early?.identifier ?? Self.fresh()
        defined[name] = identifier
        return identifier
    }

    /// The identifier for a reference to `name`.
    mutating func refer(to name: Int, at offset: Int) -> Int {
        if let identifier = defined[name] ?? pending[name]?.identifier { return identifier }
        let identifier = Self.fresh()
        pending[name] = Pending(identifier: identifier, offset: offset)
        return identifier
    }

    /// Checks that every reference refers to an object.
    func finish(in reader: JSONReader) throws(JSONError) {
        guard let (name, first) = pending.min(by: { $0.value.offset < $1.value.offset }) else { return }
        throw JSONError(
            kind: .mismatch, what: "ref to \(name), which nothing has as its id", offset: first.offset,
            path: reader.path(to: first.offset))
    }

    private static func fresh() -> Int {
        last.wrappingAdd(1, ordering: .relaxed).newValue
    }
}
