extension JSONReader {
    /// Reads a number as the double nearest to it; `-0` is negative zero.
    ///
    /// - Throws: ``JSONError`` for another value, or one too large for a double.
    public mutating func number() throws(JSONError) -> Double {
        let token = try numberToken()
        if token.isExact {
            let magnitude = Double(token.digits)
            return token.isNegative ? -magnitude : magnitude
        }
        let value = Double(text(token.range)) ?? .nan
        guard value.isFinite else {
            throw failure("number too large", at: token.range.lowerBound)
        }
        return value
    }

    /// Reads a number that is an integer, however it is written: `12`, `1.2e1`.
    ///
    /// - Throws: ``JSONError`` for another value, or a number that is no integer or none that `Int` can hold.
    public mutating func integer() throws(JSONError) -> Int {
        let start = offset
        let token = try numberToken()
        if token.isExact {
            return token.isNegative ? -Int(token.digits) : Int(token.digits)
        }
        let text = text(token.range)
        // The digits themselves where there is nothing else, since a double may not hold them all.
        if let value = Int(text) { return value }
        if let value = Double(text), value.magnitude < 0x1p63, value == Double(Int(value)) { return Int(value) }
        throw failure("expected an integer, found \(text.prefix(32))", at: start, kind: .mismatch)
    }

    /// A number that follows the grammar.
    private struct NumberToken {
        let range: Range<Int>
        let isNegative: Bool
        /// The integer part, provided that `isExact`.
        let digits: UInt64
        /// Whether the number is an integer that a double holds exactly, written in plain digits.
        let isExact: Bool
    }

    private mutating func numberToken() throws(JSONError) -> NumberToken {
        try expect(.number, "a number")
        let start = offset
        var index = offset
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }

        let integerStart = index
        var digits: UInt64 = 0
        while index < limit, let digit = decimal(bytes[index]) {
            digits = digits &* 10 &+ UInt64(digit)
            index += 1
        }
        let integerDigits = index - integerStart
        guard integerDigits > 0 else { throw failure("expected a digit", at: index) }
        guard integerDigits == 1 || bytes[integerStart] != UInt8(ascii: "0") else {
            throw failure("a number can't begin with 0", at: integerStart)
        }

        let integerEnd = index
        if index < limit, bytes[index] == UInt8(ascii: ".") {
            index = try endOfDigits(from: index + 1)
        }
        if index < limit, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < limit, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
            index = try endOfDigits(from: index)
        }
        offset = index
        return NumberToken(
            range: start..<index, isNegative: isNegative, digits: digits,
            isExact: index == integerEnd && integerDigits <= 15)
    }

    private func endOfDigits(from start: Int) throws(JSONError) -> Int {
        var index = start
        while index < limit, decimal(bytes[index]) != nil { index += 1 }
        guard index > start else { throw failure("expected a digit", at: index) }
        return index
    }
}

@inline(__always)
private func decimal(_ byte: UInt8) -> UInt8? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? digit : nil
}
