/// What is known of a JSON value after one look at all of it.
public struct JSONSurvey: Sendable {
    /// Where it stands, without the white space around it.
    public internal(set) var range: Range<Int>

    /// How many arrays and objects are inside one another, itself counted.
    public internal(set) var depth = 0

    /// Whether every object in it has keys of which none repeats and none is `$type`: then its text means to values.md
    /// what it means to JSON. `false` where that was not found out.
    public internal(set) var isPlain = true
}

extension JSONReader {
    /// Goes past the next value, whatever it is, and checks all of it, as ``skip()`` does.
    public mutating func survey() throws(JSONError) -> JSONSurvey {
        skipWhitespace()
        var survey = JSONSurvey(range: offset..<offset)
        let outside = depth
        var keys = OpenKeys()
        try step()
        while depth > outside {
            let before = depth
            survey.depth = max(survey.depth, before - outside)
            switch frame.container {
            case .object:
                guard let token = try nextKeyToken() else {
                    keys.close(before)
                    continue
                }
                if survey.isPlain { survey.isPlain = keys.add(token, at: before, in: bytes) }
                try step()
            case .array: if try nextElement() { try step() }
            case .document: try step()
            }
        }
        survey.range = survey.range.lowerBound..<offset
        return survey
    }
}

/// The keys so far of the objects that are open.
private struct OpenKeys {
    private struct Key {
        let depth: Int
        /// Differs for most keys that differ.
        let mark: UInt64
        let range: Range<Int>
    }

    /// An object with more is not looked through: that would take quadratic time.
    private static let maximumCount = 64

    private static let type = Array("$type".utf8)

    private var keys: [Key] = []

    /// Whether the key is another than those of the object before it, and may be in a plain object.
    mutating func add(_ token: StringToken, at depth: Int, in bytes: [UInt8]) -> Bool {
        let isType = token.range.count == Self.type.count && bytes[token.range].elementsEqual(Self.type)
        guard !token.hasEscapes, !isType else { return false }
        let key = Key(depth: depth, mark: Self.mark(token.range, bytes), range: token.range)
        var index = keys.count - 1
        while index >= 0, keys[index].depth == depth {
            let other = keys[index]
            if other.mark == key.mark, bytes[other.range].elementsEqual(bytes[key.range]) { return false }
            index -= 1
        }
        keys.append(key)
        return keys.count - 1 - index <= Self.maximumCount
    }

    /// The object at this depth is over.
    mutating func close(_ depth: Int) {
        while let last = keys.last, last.depth >= depth { keys.removeLast() }
    }

    /// The first bytes, the last bytes and the length.
    private static func mark(_ range: Range<Int>, _ bytes: [UInt8]) -> UInt64 {
        var mark = UInt64(range.count)
        if range.count >= 8 {
            bytes.withUnsafeBytes {
                let first = $0.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self)
                let last = $0.loadUnaligned(fromByteOffset: range.upperBound - 8, as: UInt64.self)
                mark &+= first ^ last &* 0x9E37_79B9_7F4A_7C15
            }
        } else {
            for index in range { mark = mark << 8 | UInt64(bytes[index]) }
        }
        return mark
    }
}
