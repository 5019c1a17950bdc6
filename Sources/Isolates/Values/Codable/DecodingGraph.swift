/// What all decoders of one value have in common.
final class DecodingGraph {
    /// Shared objects that refer to one another turn into exponentially many copies. This many values are enough.
    private static let maximumCopies = 1_000_000

    let root: Value
    let userInfo: [CodingUserInfoKey: any Sendable]
    /// Looked for when the first reference is met, which most values have none of.
    private(set) lazy var definitions = root.definitions()
    private var copies = 0

    init(root: Value, userInfo: [CodingUserInfoKey: any Sendable]) {
        self.root = root
        self.userInfo = userInfo
    }

    /// Takes note of one more value that is decoded for another time.
    ///
    /// - Returns: whether that is still allowed.
    func countCopy() -> Bool {
        copies += 1
        return copies <= Self.maximumCopies
    }
}

/// A place in the value that is decoded, and what lies around it.
struct DecodingPlace {
    /// As deep as any value from another process (``ValueLimits``); references could lead on without an end.
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

    /// The value itself, where it is a reference or reached more than once.
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

    /// A part as a value that stands on its own.
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
