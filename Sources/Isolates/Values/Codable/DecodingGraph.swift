/// The state that all decoders of one value share.
final class DecodingGraph {
    /// The greatest number of values in copies of shared objects. Shared objects that refer to one another could turn
    /// into exponentially many copies.
    private static let maximumCopies = 1_000_000

    let root: Value
    let userInfo: [CodingUserInfoKey: any Sendable]
    /// Lazy, since most values have no references.
    private(set) lazy var definitions = root.definitions()
    private var copies = 0

    init(root: Value, userInfo: [CodingUserInfoKey: any Sendable]) {
        self.root = root
        self.userInfo = userInfo
    }

    /// Counts a value that is decoded another time.
    ///
    /// - Returns: whether the limit still allows it.
    func countCopy() -> Bool {
        copies += 1
        return copies <= Self.maximumCopies
    }
}

/// A place in the decoded value, and the objects around it.
struct DecodingPlace {
    /// Twice the default of ``ValueLimits/maximumDepth``. References could lead on endlessly.
    private static let maximumDepth = 2_000

    let graph: DecodingGraph
    var path = CodingPath.root
    private var depth = 0
    /// The objects around this place that may be referred to.
    private var open: Set<Int> = []
    private var isInCopy = false

    init(graph: DecodingGraph) {
        self.graph = graph
    }

    /// The place of a part.
    func inside(_ key: some CodingKey) -> DecodingPlace {
        var place = self
        place.path = .step(path, key)
        place.depth += 1
        return place
    }

    /// Follows a reference and removes the mark `identified`, and notes the object as one around this place.
    mutating func enter(_ value: Value) throws -> Value {
        guard depth <= Self.maximumDepth else { throw corrupted("nested deeper than \(Self.maximumDepth)") }
        var value = value
        if case .reference(let identifier) = value {
            guard let object = graph.definitions[identifier] else { throw corrupted("a reference to nothing") }
            isInCopy = true
            value = .identified(identifier, object)
        }
        if isInCopy, !graph.countCopy() { throw corrupted("too many copies of shared objects") }
        guard case .identified(let identifier, let object) = value else { return value }
        guard open.insert(identifier).inserted else { throw corrupted("an object that lies within itself") }
        return object
    }

    /// A part as a self-contained value.
    func extract(_ part: Value) throws -> Value {
        if case .root = path { return part }
        guard !graph.definitions.isEmpty else { return part }
        do {
            return try graph.root.extract(part)
        } catch {
            throw corrupted(error.reason, error)
        }
    }

    func corrupted(_ what: String, _ underlying: (any Error)? = nil) -> DecodingError {
        .dataCorrupted(.init(codingPath: path.keys, debugDescription: what, underlyingError: underlying))
    }
}
