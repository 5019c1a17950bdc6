extension Value: Equatable {
    /// Whether JavaScript could tell the two apart; see the discussion of ``Value``.
    ///
    /// - Complexity: O(*n*) in the size of the smaller value.
    public static func == (left: Value, right: Value) -> Bool {
        var identities = IdentityPairs()
        var waiting: [(Value, Value)] = []
        var next: (Value, Value)? = (left, right)
        while let (left, right) = next {
            if case .identified(let left, _) = left, case .identified(let right, _) = right {
                identities.pair(left, right)
            }
            guard left.matchesApartFromParts(right, identities) else { return false }
            let leftParts = left.parts, rightParts = right.parts
            guard leftParts.count == rightParts.count else { return false }
            waiting.append(contentsOf: zip(leftParts, rightParts).reversed())
            next = waiting.popLast()
        }
        return true
    }

    /// Whether two values are equal apart from their parts.
    private func matchesApartFromParts(_ other: Value, _ identities: IdentityPairs) -> Bool {
        switch (self, other) {
        case (.undefined, .undefined), (.null, .null), (.array, .array), (.set, .set), (.map, .map),
            (.identified, .identified):
            true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)):
            left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
        case (.bigint(let left), .bigint(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.symbol(let left), .symbol(let right)): left == right
        case (.date(let left), .date(let right)): left == right
        case (.regexp(let left), .regexp(let right)): left == right
        case (.object(let left), .object(let right)): left.matchesApartFromValues(right)
        case (.error(let left), .error(let right)): left.properties.matchesApartFromValues(right.properties)
        case (.arraybuffer(let left), .arraybuffer(let right)): left == right
        case (.typedarray(let left), .typedarray(let right)): left == right
        case (.function(let left), .function(let right)): left == right
        case (.promise(let left), .promise(let right)): left == right
        case (.reference(let left), .reference(let right)): identities.arePaired(left, right)
        default: false
        }
    }
}

/// The correspondence between the identifiers of two values.
struct IdentityPairs {
    private var rightOfLeft: [Int: Int] = [:]
    private var leftOfRight: [Int: Int] = [:]

    /// Notes that two definitions are at the same place. They replace earlier ones with the same identifiers.
    mutating func pair(_ left: Int, _ right: Int) {
        rightOfLeft[left] = right
        leftOfRight[right] = left
    }

    /// Whether two references refer to definitions at the same place. Without definitions, as in parts that were taken
    /// out of a value, the identifiers themselves must be equal.
    func arePaired(_ left: Int, _ right: Int) -> Bool {
        switch (rightOfLeft[left], leftOfRight[right]) {
        case (nil, nil): left == right
        case (right?, left?): true
        default: false
        }
    }
}
