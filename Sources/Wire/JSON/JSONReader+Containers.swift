extension JSONReader {
    /// Begins an object; ``nextKey()`` then goes through its members.
    public mutating func beginObject() throws(JSONError) {
        try expect(.object, "an object")
        try open(.object)
    }

    /// Begins an array; ``nextElement()`` then goes through its elements.
    public mutating func beginArray() throws(JSONError) {
        try expect(.array, "an array")
        try open(.array)
    }

    /// The key of the innermost object's next member, whose value must be read or skipped next; `nil` at the end of the
    /// object, which is then closed.
    ///
    /// Keys may repeat; the caller decides what that means.
    public mutating func nextKey() throws(JSONError) -> JSString? {
        guard let token = try nextKeyToken() else { return nil }
        return decode(token)
    }

    /// Whether the innermost array has a next element, which must be read or skipped next; `false` at the end of the
    /// array, which is then closed.
    public mutating func nextElement() throws(JSONError) -> Bool {
        guard frame.container == .array else { throw failure("not inside an array", kind: .mismatch) }
        guard try advance(closing: UInt8(ascii: "]"), "',' or ']'") else { return false }
        frame.count += 1
        return true
    }

    /// Skips the next value, of any kind, and checks all of it.
    ///
    /// - Returns: the range of its bytes, without the white space around it.
    public mutating func skip() throws(JSONError) -> Range<Int> {
        skipWhitespace()
        let start = offset
        if let scan = scan(looksAtKeys: false) { offset = scan.offset } else { try findFault() }
        return start..<offset
    }

    /// - Returns: a scan that has passed the next value; nil if something is wrong with the value.
    func scan(looksAtKeys: Bool) -> JSONScan? {
        bytes.withUnsafeBytes { bytes in
            var scan = JSONScan(
                bytes, from: offset, to: limit, maximumDepth: maximumDepth - depth, looksAtKeys: looksAtKeys)
            return scan.pass() ? scan : nil
        }
    }

    /// Skips the next value step by step, up to the fault that `scan` has come upon.
    mutating func findFault() throws(JSONError) {
        let outside = depth
        try step()
        while depth > outside {
            try stepInside()
        }
    }

    /// Skips one scalar, or the opening of one container.
    mutating func step() throws(JSONError) {
        switch try kind {
        case .object: try beginObject()
        case .array: try beginArray()
        case .string: _ = try stringToken()
        case .number: _ = try number()
        case .bool: _ = try bool()
        case .null: try null()
        }
    }

    /// Skips the next member's or element's scalar or opening, or closes the container.
    mutating func stepInside() throws(JSONError) {
        switch frame.container {
        case .object: if try nextKeyToken() != nil { try step() }
        case .array: if try nextElement() { try step() }
        case .document: try step()
        }
    }

    mutating func nextKeyToken() throws(JSONError) -> StringToken? {
        guard frame.container == .object else { throw failure("not inside an object", kind: .mismatch) }
        guard try advance(closing: UInt8(ascii: "}"), "',' or '}'") else { return nil }
        skipWhitespace()
        guard offset < limit, bytes[offset] == UInt8(ascii: "\"") else {
            throw failure("expected a key, found \(name(ofByteAt: offset))")
        }
        let keyOffset = offset
        let token = try scanString()
        frame.keyOffset = keyOffset
        frame.count += 1
        skipWhitespace()
        guard offset < limit, bytes[offset] == UInt8(ascii: ":") else {
            throw failure("expected ':', found \(name(ofByteAt: offset))")
        }
        offset += 1
        return token
    }

    private mutating func open(_ container: Frame.Container) throws(JSONError) {
        guard depth < maximumDepth else {
            throw failure("nested deeper than \(maximumDepth)", kind: .tooDeep)
        }
        outer.append(frame)
        frame = Frame(container: container)
        offset += 1
    }

    /// Skips the comma before the next member or element, or the end of the container.
    @inline(__always)
    private mutating func advance(closing: UInt8, _ expected: StaticString) throws(JSONError) -> Bool {
        skipWhitespace()
        guard offset < limit else { throw failure("expected \(expected), found the end") }
        let byte = bytes[offset]
        if byte == closing {
            offset += 1
            frame = outer.removeLast()
            return false
        }
        if frame.count > 0 {
            guard byte == UInt8(ascii: ",") else {
                throw failure("expected \(expected), found \(name(ofByteAt: offset))")
            }
            offset += 1
        }
        return true
    }
}
