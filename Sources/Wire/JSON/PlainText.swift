/// Searches a string's bytes for those that need special treatment. Most strings have none.
enum PlainText {
    /// Finds the first byte in a range that is a quotation mark, a backslash, a control character or, if wanted, not
    /// ASCII.
    ///
    /// - Returns: its offset, or the end of the range.
    @inline(__always)
    static func end(
        in bytes: UnsafeRawBufferPointer, from start: Int, to limit: Int, stopsAtNonASCII: Bool
    ) -> Int {
        let high: UInt64 = stopsAtNonASCII ? 0x8080_8080_8080_8080 : 0
        var index = start
        // Eight bytes at a time. A subtraction sets a byte's high bit if the byte was below the subtrahend. If the bit
        // was set before, it means nothing, so bytes that are not ASCII are masked out and tested separately.
        while index + 8 <= limit {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let controls = word &- 0x2020_2020_2020_2020
            let quotes = (word ^ 0x2222_2222_2222_2222) &- 0x0101_0101_0101_0101
            let backslashes = (word ^ 0x5C5C_5C5C_5C5C_5C5C) &- 0x0101_0101_0101_0101
            let marks = (controls | quotes | backslashes) & ~word & 0x8080_8080_8080_8080 | word & high
            // A borrow begins only in a byte that is marked, so the first mark is a true one.
            if marks != 0 { return index + marks.littleEndian.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < limit, !isMarked(bytes[index]), !(stopsAtNonASCII && bytes[index] >= 0x80) { index += 1 }
        return index
    }

    /// Finds the first backslash in a range.
    ///
    /// - Returns: its offset, or the end of the range.
    static func backslash(in bytes: UnsafeRawBufferPointer, from start: Int, to limit: Int) -> Int {
        var index = start
        while index + 8 <= limit {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ 0x5C5C_5C5C_5C5C_5C5C
            // The lowest marked bit is that of the first zero: x86-64 and 64-bit ARM keep the first byte lowest.
            let marks = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
            if marks != 0 { return index + marks.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < limit, bytes[index] != UInt8(ascii: "\\") { index += 1 }
        return index
    }

    /// Goes past the escape that a backslash begins.
    ///
    /// - Returns: the offset behind it; nil if it is none that JSON has (RFC 8259, section 7).
    static func endOfEscape(in bytes: UnsafeRawBufferPointer, at backslash: Int, to limit: Int) -> Int? {
        guard backslash + 1 < limit else { return nil }
        switch bytes[backslash + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return backslash + 2
        case UInt8(ascii: "u"):
            let end = backslash + 6
            guard end <= limit else { return nil }
            for index in backslash + 2..<end where hexadecimal(bytes[index]) == nil { return nil }
            return end
        default: return nil
        }
    }

    private static func isMarked(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }
}
