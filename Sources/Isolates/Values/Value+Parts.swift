extension Value {
    /// The values that this one directly consists of, in order; those of a map are its keys and values in turn.
    ///
    /// Code that walks a value from another process keeps them in an array, not on the stack, since the value may be
    /// deep.
    var parts: [Value] {
        switch self {
        case .array(let elements), .set(let elements): elements
        case .object(let object): object.values
        case .error(let error): error.properties.values
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .identified(_, let object): [object]
        default: []
        }
    }

    /// The same value with other parts, which must be as many.
    func replacingParts(_ parts: [Value]) -> Value {
        switch self {
        case .array: .array(parts)
        case .set: .set(parts)
        case .object(let object): .object(object.replacingValues(parts))
        case .error(let error): .error(ErrorObject(properties: error.properties.replacingValues(parts)))
        case .map: .map(Entry.pairs(parts))
        case .identified(let identifier, _): .identified(identifier, parts[0])
        default: self
        }
    }

    /// Calls `body` with this value and every value in it, in order, until `body` returns `false`.
    package func visit(_ body: (Value) -> Bool) {
        var waiting = [self]
        while let value = waiting.popLast() {
            guard body(value) else { return }
            waiting.append(contentsOf: value.parts.reversed())
        }
    }
}

extension Value.Entry {
    /// Makes entries from keys and values in turn.
    static func pairs(_ parts: [Value]) -> [Value.Entry] {
        stride(from: 0, to: parts.count, by: 2).map { Value.Entry(parts[$0], parts[$0 + 1]) }
    }
}
