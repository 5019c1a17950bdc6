extension Value: Equatable {
    /// Whether JavaScript could tell the two apart; see the discussion of ``Value``.
    ///
    /// - Complexity: O(*n*) in the size of the smaller value.
    public static func == (left: Value, right: Value) -> Bool {
        var identities = IdentityPairs()
        return left.matches(right, &identities)
    }

    func matches(_ other: Value, _ identities: inout IdentityPairs) -> Bool {
        switch (self, other) {
        case (.undefined, .undefined), (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)):
            left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
        case (.bigint(let left), .bigint(let right)): left == right
        case (.string(let left), .string(let right)): left == right
        case (.symbol(let left), .symbol(let right)): left == right
        case (.date(let left), .date(let right)): left == right
        case (.regexp(let left), .regexp(let right)): left == right
        case (.array(let left), .array(let right)), (.set(let left), .set(let right)):
            left.matches(right, &identities)
        case (.object(let left), .object(let right)): left.matches(right, &identities)
        case (.map(let left), .map(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.matches($1, &identities) }
        case (.error(let left), .error(let right)): left.properties.matches(right.properties, &identities)
        case (.arraybuffer(let left), .arraybuffer(let right)): left == right
        case (.typedarray(let left), .typedarray(let right)): left == right
        case (.function(let left), .function(let right)): left == right
        case (.promise(let left), .promise(let right)): left == right
        case (.identified(let left, let leftObject), .identified(let right, let rightObject)):
            identities.pair(left, right) && leftObject.matches(rightObject, &identities)
        case (.reference(let left), .reference(let right)): identities.arePaired(left, right)
        default: false
        }
    }
}

extension [Value] {
    func matches(_ other: [Value], _ identities: inout IdentityPairs) -> Bool {
        count == other.count && zip(self, other).allSatisfy { $0.matches($1, &identities) }
    }
}

/// Which identifier of one value stands for which of the other.
struct IdentityPairs {
    private var rightOfLeft: [Int: Int] = [:]
    private var leftOfRight: [Int: Int] = [:]

    /// Notes that two definitions stand at the same place, in the stead of earlier ones with the same identifiers.
    mutating func pair(_ left: Int, _ right: Int) -> Bool {
        rightOfLeft[left] = right
        leftOfRight[right] = left
        return true
    }

    /// Whether two references mean definitions at the same place, or, in parts that were taken out of a value
    /// without the definitions, the same identifier.
    func arePaired(_ left: Int, _ right: Int) -> Bool {
        switch (rightOfLeft[left], leftOfRight[right]) {
        case (nil, nil): left == right
        case (right?, left?): true
        default: false
        }
    }
}
