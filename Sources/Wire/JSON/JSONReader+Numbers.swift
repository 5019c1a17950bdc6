extension JSONReader {
    /// Reads a number as the double nearest to it; `-0` is negative zero.
    ///
    /// - Throws: ``JSONError`` if the value is not a number, or too large for a double.
    public mutating func number() throws(JSONError) -> Double {
        let token = try numberToken()
        if let value = token.exact { return value }
        let value = Double(text(token.range)) ?? .nan
        guard value.isFinite else {
            throw failure("number too large", at: token.range.lowerBound)
        }
        return value
    }

    /// Reads an integer in any notation: `12`, `1.2e1`.
    ///
    /// - Throws: ``JSONError`` if the value is not a number, or not an integer that `Int` can hold.
    public mutating func integer() throws(JSONError) -> Int {
        let token = try numberToken()
        if token.exponent == 0, token.digitCount <= NumberToken.countedDigits {
            return token.isNegative ? -Int(token.digits) : Int(token.digits)
        }
        let text = text(token.range)
        // If there are only digits, they are parsed as an integer, since a double may not hold them all.
        if let value = Int(text) { return value }
        if let value = Double(text), value.magnitude < 0x1p63, value == Double(Int(value)) { return Int(value) }
        throw failure("expected an integer, found \(text.prefix(32))", at: token.range.lowerBound, kind: .mismatch)
    }

    private mutating func numberToken() throws(JSONError) -> NumberToken {
        try expect(.number, "a number")
        let start = offset
        var token = NumberToken(start: start, isNegative: bytes[start] == UInt8(ascii: "-"))
        var index = token.isNegative ? start + 1 : start

        let integerStart = index
        index = try endOfDigits(from: index, &token)
        guard index == integerStart + 1 || bytes[integerStart] != UInt8(ascii: "0") else {
            throw failure("a number can't begin with 0", at: integerStart)
        }
        if index < limit, bytes[index] == UInt8(ascii: ".") {
            let fractionStart = index + 1
            index = try endOfDigits(from: fractionStart, &token)
            token.exponent = fractionStart - index
        }
        if index < limit, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            let isNegative = index < limit && bytes[index] == UInt8(ascii: "-")
            if isNegative || index < limit && bytes[index] == UInt8(ascii: "+") { index += 1 }
            var exponent = NumberToken(start: index, isNegative: isNegative)
            index = try endOfDigits(from: index, &exponent)
            token.add(exponent)
        }
        offset = index
        token.end = index
        return token
    }

    /// Reads digits, of which there must be at least one.
    private func endOfDigits(from start: Int, _ token: inout NumberToken) throws(JSONError) -> Int {
        var index = start
        while index < limit {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            token.digits = token.digits &* 10 &+ UInt64(digit)
            index += 1
        }
        guard index > start else { throw failure("expected a digit", at: index) }
        token.digitCount += index - start
        return index
    }
}

/// A number that follows the grammar. Its value is `digits` times ten to the power of `exponent`.
private struct NumberToken {
    /// This many digits never overflow.
    static let countedDigits = 18

    /// The powers of ten that a double holds exactly.
    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19, 1e20, 1e21, 1e22,
    ]

    let start: Int
    let isNegative: Bool
    var end = 0
    /// Meaningless if there are more than `countedDigits` digits.
    var digits: UInt64 = 0
    var digitCount = 0
    var exponent = 0

    init(start: Int, isNegative: Bool) {
        self.start = start
        self.isNegative = isNegative
    }

    var range: Range<Int> { start..<end }

    /// The value, if a single correctly rounded operation on exact numbers computes it; otherwise nil.
    var exact: Double? {
        guard digitCount <= Self.countedDigits, digits <= 1 << 53, exponent.magnitude < Self.powersOfTen.count else {
            return nil
        }
        let power = Self.powersOfTen[Int(exponent.magnitude)]
        let magnitude = exponent < 0 ? Double(digits) / power : Double(digits) * power
        return isNegative ? -magnitude : magnitude
    }

    /// Adds an exponent. One beyond the bound is clamped, which makes no difference.
    mutating func add(_ other: NumberToken) {
        let bound = 1_000_000_000
        let digits = other.digitCount <= Self.countedDigits ? Int(min(other.digits, UInt64(bound))) : bound
        exponent += other.isNegative ? -digits : digits
    }
}
