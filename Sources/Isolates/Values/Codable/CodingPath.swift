/// The keys that lead to a place, as a linked list that can be extended without copying.
indirect enum CodingPath {
    case root
    case step(CodingPath, any CodingKey)

    /// The keys, from the root on.
    var keys: [any CodingKey] {
        var keys: [any CodingKey] = []
        var rest = self
        while case .step(let around, let key) = rest {
            keys.append(key)
            rest = around
        }
        return keys.reversed()
    }
}

/// A key that a type does not declare itself: the position in an array, or `super`.
struct PlainKey: CodingKey {
    static let `super` = PlainKey(stringValue: "super")

    let stringValue: String
    let intValue: Int?

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        stringValue = "Index \(intValue)"
        self.intValue = intValue
    }
}
