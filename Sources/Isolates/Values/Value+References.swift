import Wire

extension Value {
    /// The object in this value that a reference refers to; any other value is returned as it is. In both cases without
    /// the mark ``identified(_:_:)``.
    ///
    /// - Parameter value: a part of this value.
    /// - Returns: the object or the value; `nil` for a reference to an object that is not in this value.
    /// - Complexity: O(*n*) in the size of this value for a reference, otherwise O(1).
    public func resolve(_ value: Value) -> Value? {
        guard case .reference(let identifier) = value else { return value.bare }
        return definition(of: identifier)
    }

    /// Makes a part of this value self-contained: an object that the part refers to and that is defined elsewhere in
    /// this value becomes defined at the first reference to it.
    ///
    /// A part that refers to an object outside itself must be extracted before it is passed to another context.
    ///
    /// - Parameters:
    ///   - part: a part of this value.
    ///   - limits: only `maximumDepth` is used, since a chain of references may turn out far deeper than this value.
    /// - Throws: ``ValueError`` with code `tooDeep`.
    /// - Complexity: O(*n*) in the size of this value.
    public func extract(_ part: Value, limits: ValueLimits = ValueLimits()) throws(ValueError) -> Value {
        var extraction = Extraction(definitions: definitions(), limits: limits)
        return try extraction.run(part)
    }

    /// The objects of all identifiers in this value; if an identifier is defined twice, the first object counts.
    func definitions() -> [Int: Value] {
        var found: [Int: Value] = [:]
        visit { value in
            if case .identified(let identifier, let object) = value, found[identifier] == nil {
                found[identifier] = object
            }
            return true
        }
        return found
    }

    private func definition(of identifier: Int) -> Value? {
        var found: Value?
        visit { value in
            if case .identified(identifier, let object) = value { found = object }
            return found == nil
        }
        return found
    }
}

/// The state of ``Value/extract(_:limits:)``.
///
/// Open values are kept on the heap, since a chain of references may be deep.
private struct Extraction {
    /// A value of which some parts are finished.
    private struct Open {
        let original: Value
        let parts: [Value]
        var done: [Value] = []
    }

    private let definitions: [Int: Value]
    private let limits: ValueLimits
    private var defined: Set<Int> = []
    private var open: [Open] = []
    /// How many of the `open` values count as levels.
    private var depth = 0

    init(definitions: [Int: Value], limits: ValueLimits) {
        self.definitions = definitions
        self.limits = limits
    }

    mutating func run(_ value: Value) throws(ValueError) -> Value {
        var finished = try begin(value)
        while let last = open.indices.last {
            if let value = finished {
                open[last].done.append(value)
            }
            let done = open[last].done.count
            finished = if done < open[last].parts.count { try begin(open[last].parts[done]) } else { close() }
        }
        return finished ?? .undefined
    }

    /// Returns the value if it is finished at once; otherwise pushes it on `open`.
    private mutating func begin(_ value: Value) throws(ValueError) -> Value? {
        switch value {
        case .identified(let identifier, let object):
            guard defined.insert(identifier).inserted else { return .reference(identifier) }
            open.append(Open(original: value, parts: [object]))
            return nil
        case .reference(let identifier):
            guard let object = definitions[identifier], !defined.contains(identifier) else { return value }
            return try begin(.identified(identifier, object))
        case .array, .set, .object, .error, .map:
            guard depth < limits.maximumDepth else { throw .tooDeep(limits, path: JSONPath.root) }
            depth += 1
            open.append(Open(original: value, parts: value.parts))
            return nil
        default: return value
        }
    }

    private mutating func close() -> Value {
        let closed = open.removeLast()
        if case .identified = closed.original {} else { depth -= 1 }
        return closed.original.replacingParts(closed.done)
    }
}
