import Synchronization
import Wire

/// The identifiers of one message, and the ones that take their place in this process.
struct DecodedIdentities {
    private struct Pending {
        let identifier: Int
        /// Where the first reference is.
        let offset: Int
    }

    /// Unique in the process: values of different messages may end up in one.
    private static let last = Atomic<Int>(0)

    private var defined: [Int: Int] = [:]
    /// References to objects that may yet turn out to lie around them: an envelope may show its `id` last.
    private var pending: [Int: Pending] = [:]

    /// The identifier of the object that a message calls `name`, as it begins.
    mutating func define(_ name: Int, _ reader: JSONReader) throws(JSONError) -> Int {
        try define(name, late: .max, reader)
    }

    /// The identifier of the object that a message calls `name`, as it ends.
    ///
    /// - Parameter start: the offset of the object; references before it come too early.
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

    /// The identifier that a reference to `name` means.
    mutating func refer(to name: Int, at offset: Int) -> Int {
        if let identifier = defined[name] ?? pending[name]?.identifier { return identifier }
        let identifier = Self.fresh()
        pending[name] = Pending(identifier: identifier, offset: offset)
        return identifier
    }

    /// Checks that every reference was to something.
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
