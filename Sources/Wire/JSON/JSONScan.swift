/// Goes past a value in one tight loop, which only finds out whether anything is wrong with it. `JSONReader` says what,
/// and where.
struct JSONScan {
    private enum Container {
        case array, object
    }

    private let bytes: UnsafeRawBufferPointer
    private let limit: Int
    private let maximumDepth: Int
    /// The offset of the next unread byte.
    private(set) var offset: Int
    private var containers: [Container] = []
    /// How many arrays and objects were open at once, at most.
    private(set) var depth = 0
    /// The keys of the objects that are open; nil if nobody asks for them, or one was found that is not plain.
    private var keys: OpenKeys?

    /// Whether every object so far has keys of which none repeats and none is `$type`. It is false if nobody asked.
    var isPlain: Bool { keys != nil }

    /// - Parameters:
    ///   - start: where the value begins, perhaps with white space.
    ///   - maximumDepth: how many arrays and objects may be open at once.
    ///   - looksAtKeys: whether `isPlain` is found out.
    init(_ bytes: UnsafeRawBufferPointer, from start: Int, to limit: Int, maximumDepth: Int, looksAtKeys: Bool) {
        self.bytes = bytes
        self.limit = limit
        self.maximumDepth = maximumDepth
        offset = start
        keys = looksAtKeys ? OpenKeys() : nil
    }

    /// Goes past the value.
    ///
    /// - Returns: whether it is well formed and not nested too deeply. If not, nothing else here means anything.
    mutating func pass() -> Bool {
        while true {
            guard let byte = next() else { return false }
            switch byte {
            case UInt8(ascii: "\""): guard string() != nil else { return false }
            case UInt8(ascii: "{"):
                guard open(.object) else { return false }
                if next() != UInt8(ascii: "}") {
                    guard key() else { return false }
                    continue
                }
            case UInt8(ascii: "["):
                guard open(.array) else { return false }
                if next() != UInt8(ascii: "]") { continue }
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): guard number() else { return false }
            case UInt8(ascii: "t"): guard literal("true") else { return false }
            case UInt8(ascii: "f"): guard literal("false") else { return false }
            case UInt8(ascii: "n"): guard literal("null") else { return false }
            default: return false
            }
            guard let isOver = endValue() else { return false }
            if isOver { return true }
        }
    }

    /// Goes on to the next value, past the ends of containers.
    ///
    /// - Returns: whether there is none; nil if something else stands there.
    @inline(__always)
    private mutating func endValue() -> Bool? {
        while let container = containers.last {
            guard let byte = next() else { return nil }
            if byte == UInt8(ascii: ",") {
                offset += 1
                if container == .object { return key() ? false : nil }
                return false
            }
            guard byte == (container == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return nil }
            offset += 1
            keys?.close(containers.count)
            containers.removeLast()
        }
        return true
    }

    /// The next byte that is not white space, which is not passed; nil at the end.
    @inline(__always)
    private mutating func next() -> UInt8? {
        while offset < limit {
            let byte = bytes[offset]
            guard byte <= 0x20 else { return byte }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return nil }
            offset += 1
        }
        return nil
    }

    @inline(__always)
    private mutating func open(_ container: Container) -> Bool {
        guard containers.count < maximumDepth else { return false }
        containers.append(container)
        depth = max(depth, containers.count)
        offset += 1
        return true
    }

    /// Passes a key and the colon after it.
    @inline(__always)
    private mutating func key() -> Bool {
        guard next() == UInt8(ascii: "\""), let token = string() else { return false }
        if keys?.add(token, at: containers.count, in: bytes) == false { keys = nil }
        guard next() == UInt8(ascii: ":") else { return false }
        offset += 1
        return true
    }

    /// Passes the string whose quotation mark comes next.
    @inline(__always)
    private mutating func string() -> StringToken? {
        let start = offset + 1
        var hasEscapes = false
        var isASCII = true
        var end = start
        while true {
            end = PlainText.end(in: bytes, from: end, to: limit, stopsAtNonASCII: true)
            guard end < limit else { return nil }
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                guard let next = PlainText.endOfEscape(in: bytes, at: end, to: limit) else { return nil }
                end = next
            } else if byte >= 0x80 {
                isASCII = false
                repeat { end += 1 } while end < limit && bytes[end] >= 0x80
            } else {
                return nil
            }
        }
        guard isASCII || isUTF8(start..<end) else { return nil }
        offset = end + 1
        return StringToken(range: start..<end, hasEscapes: hasEscapes)
    }

    private func isUTF8(_ range: Range<Int>) -> Bool {
        let text = UnsafeBufferPointer(rebasing: bytes.bindMemory(to: UInt8.self)[range])
        do {
            _ = try UTF8Span(validating: text.span)
            return true
        } catch {
            return false
        }
    }

    @inline(__always)
    private mutating func number() -> Bool {
        let start = offset
        if bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let integer = offset
        guard digits() else { return false }
        guard offset == integer + 1 || bytes[integer] != UInt8(ascii: "0") else { return false }
        if offset < limit, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            guard digits() else { return false }
        }
        let exponent = offset
        if offset < limit, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < limit, bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+") { offset += 1 }
            guard digits() else { return false }
        }
        // A double goes up to 1.8e308, so only a long number, or one with a long exponent, can be too large.
        return exponent - start < 200 && offset - exponent <= 3 || isFinite(start..<offset)
    }

    private func isFinite(_ range: Range<Int>) -> Bool {
        let text = String(decoding: UnsafeRawBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        return Double(text)?.isFinite == true
    }

    /// Passes digits, of which there must be at least one.
    @inline(__always)
    private mutating func digits() -> Bool {
        let start = offset
        while offset < limit, bytes[offset] &- UInt8(ascii: "0") < 10 { offset += 1 }
        return offset > start
    }

    @inline(__always)
    private mutating func literal(_ text: StaticString) -> Bool {
        let end = offset + text.utf8CodeUnitCount
        guard end <= limit else { return false }
        for index in offset..<end where bytes[index] != text.utf8Start[index - offset] { return false }
        offset = end
        return true
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

    private static let type: StaticString = "$type"

    private var keys: [Key] = []

    /// Whether the key is another than those of the object before it, and may be in a plain object.
    mutating func add(_ token: StringToken, at depth: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard !token.hasEscapes, !Self.isType(token.range, bytes) else { return false }
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

    /// The container at this depth is over.
    mutating func close(_ depth: Int) {
        while let last = keys.last, last.depth >= depth { keys.removeLast() }
    }

    private static func isType(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let type = UnsafeRawBufferPointer(start: type.utf8Start, count: type.utf8CodeUnitCount)
        return range.count == type.count && bytes[range].elementsEqual(type)
    }

    /// The first bytes, the last bytes and the length.
    private static func mark(_ range: Range<Int>, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var mark = UInt64(range.count)
        if range.count >= 8 {
            let first = bytes.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self)
            let last = bytes.loadUnaligned(fromByteOffset: range.upperBound - 8, as: UInt64.self)
            mark &+= first ^ last &* 0x9E37_79B9_7F4A_7C15
        } else {
            for index in range { mark = mark << 8 | UInt64(bytes[index]) }
        }
        return mark
    }
}
