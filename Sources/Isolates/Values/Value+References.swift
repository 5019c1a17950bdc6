import Wire

extension Value {
    /// The object that a reference means, looked for in this value; anything else is returned as it is.
    /// In both cases without the mark ``identified(_:_:)``.
    ///
    /// - Parameter value: a part of this value.
    /// - Returns: `nil` for a reference to an object that is not in this value.
    /// - Complexity: O(*n*) in the size of this value for a reference, else O(1).
    public func resolve(_ value: Value) -> Value? {
        guard case .reference(let identifier) = value else { return value.bare }
        return definition(of: identifier)
    }

    /// A part of this value that stands on its own: each object that it refers to and that is defined elsewhere in
    /// this value is defined at the first reference to it.
    ///
    /// Needed before a part is given to another context, where it refers to something outside of itself.
    ///
    /// - Parameters:
    ///   - part: a part of this value.
    ///   - limits: `maximumDepth` counts here, since a chain of references may turn out far deeper than this value.
    /// - Throws: ``ValueError`` with code `tooDeep`.
    /// - Complexity: O(*n*) in the size of this value.
    public func extract(_ part: Value, limits: ValueLimits = ValueLimits()) throws(ValueError) -> Value {
        var extraction = Extraction(definitions: definitions(), limits: limits)
        return try extraction.rewrite(part, depth: 0)
    }

    /// The objects of all identifiers in this value; of an identifier that is defined twice, the first.
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

    /// Calls `body` with this value and all in it, in order, until it returns `false`.
    private func visit(_ body: (Value) -> Bool) {
        // Kept on the heap: what the values are nested in doesn't count against the stack.
        var waiting = [self]
        while let value = waiting.popLast() {
            guard body(value) else { return }
            switch value {
            case .array(let elements), .set(let elements): waiting.append(contentsOf: elements.reversed())
            case .object(let object): waiting.append(contentsOf: object.values.reversed())
            case .error(let error): waiting.append(contentsOf: error.properties.values.reversed())
            case .map(let entries): waiting.append(contentsOf: entries.reversed().flatMap { [$0.value, $0.key] })
            case .identified(_, let object): waiting.append(object)
            default: break
            }
        }
    }
}

/// The state of ``Value/extract(_:limits:)``.
private struct Extraction {
    let definitions: [Int: Value]
    let limits: ValueLimits
    var defined: Set<Int> = []

    mutating func rewrite(_ value: Value, depth: Int) throws(ValueError) -> Value {
        switch value {
        case .identified(let identifier, let object):
            guard defined.insert(identifier).inserted else { return .reference(identifier) }
            return .identified(identifier, try rewrite(object, depth: depth))
        case .reference(let identifier):
            guard let object = definitions[identifier], defined.insert(identifier).inserted else { return value }
            return .identified(identifier, try rewrite(object, depth: depth))
        case .array(let elements): return .array(try rewrite(elements, depth: depth))
        case .set(let elements): return .set(try rewrite(elements, depth: depth))
        case .object(let object): return .object(try rewrite(object, depth: depth))
        case .error(let error):
            return .error(Value.ErrorObject(properties: try rewrite(error.properties, depth: depth)))
        case .map(let entries):
            try check(depth)
            var rewritten: [Value.Entry] = []
            for entry in entries {
                let key = try rewrite(entry.key, depth: depth + 1)
                rewritten.append(Value.Entry(key, try rewrite(entry.value, depth: depth + 1)))
            }
            return .map(rewritten)
        default: return value
        }
    }

    private mutating func rewrite(_ elements: [Value], depth: Int) throws(ValueError) -> [Value] {
        try check(depth)
        var rewritten: [Value] = []
        for element in elements {
            rewritten.append(try rewrite(element, depth: depth + 1))
        }
        return rewritten
    }

    private mutating func rewrite(_ object: Value.Object, depth: Int) throws(ValueError) -> Value.Object {
        try check(depth)
        var rewritten = object
        for position in object.indices {
            rewritten.properties[position].value = try rewrite(object[position].value, depth: depth + 1)
        }
        return rewritten
    }

    private func check(_ depth: Int) throws(ValueError) {
        guard depth < limits.maximumDepth else { throw .tooDeep(limits, path: JSONPath.root) }
    }
}
