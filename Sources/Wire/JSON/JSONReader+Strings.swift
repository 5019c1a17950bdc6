/// A string that was checked and is well formed.
struct StringToken: Sendable {
    /// The bytes between the quotation marks.
    let range: Range<Int>
    let hasEscapes: Bool
}

extension JSONReader {
    /// Reads a string.
    ///
    /// - Throws: ``JSONError`` if the value is not a string, or has a bad escape, a control character or invalid UTF-8.
    public mutating func string() throws(JSONError) -> JSString {
        decode(try stringToken())
    }

    /// Reads a string as base64: the standard alphabet, padded, without white space.
    ///
    /// - Throws: ``JSONError``; of kind `mismatch` if the string is not such base64.
    public mutating func base64() throws(JSONError) -> [UInt8] {
        let start = offset
        let token = try stringToken()
        let decoded =
            if token.hasEscapes {
                // Some writers escape every slash.
                Base64.decode(decode(token).description.utf8)
            } else {
                Base64.decode(bytes[token.range])
            }
        guard let decoded else { throw failure("not base64", at: start, kind: .mismatch) }
        return decoded
    }

    mutating func stringToken() throws(JSONError) -> StringToken {
        try expect(.string, "a string")
        return try scanString()
    }

    /// Checks and skips the string whose quotation mark comes next.
    mutating func scanString() throws(JSONError) -> StringToken {
        let start = offset + 1
        var hasEscapes = false
        var isASCII = true
        var index = start
        while true {
            index = bytes.withUnsafeBytes {
                PlainText.end(in: $0, from: index, to: limit, stopsAtNonASCII: true)
            }
            guard index < limit else { throw failure("unterminated string", at: limit) }
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                break
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                index = try endOfEscape(at: index)
            } else if byte >= 0x80 {
                isASCII = false
                repeat { index += 1 } while index < limit && bytes[index] >= 0x80
            } else {
                throw failure("control character in a string", at: index)
            }
        }
        if !isASCII {
            try validateUTF8(start..<index)
        }
        offset = index + 1
        return StringToken(range: start..<index, hasEscapes: hasEscapes)
    }

    /// The text of a string that ``scanString()`` has skipped.
    func decode(_ token: StringToken) -> JSString {
        token.hasEscapes ? unescape(token.range) : JSString(text(token.range))
    }

    func text(_ range: Range<Int>) -> String {
        bytes.withUnsafeBufferPointer { String(decoding: $0[range], as: UTF8.self) }
    }

    private func endOfEscape(at backslash: Int) throws(JSONError) -> Int {
        if let end = bytes.withUnsafeBytes({ PlainText.endOfEscape(in: $0, at: backslash, to: limit) }) { return end }
        guard backslash + 1 < limit else { throw failure("unterminated string", at: limit) }
        let isUnicode = bytes[backslash + 1] == UInt8(ascii: "u")
        throw failure(isUnicode ? "\\u without four hexadecimal digits" : "unknown escape", at: backslash)
    }

    private func validateUTF8(_ range: Range<Int>) throws(JSONError) {
        do {
            _ = try UTF8Span(validating: bytes.span.extracting(range))
        } catch {
            throw failure("invalid UTF-8 in a string", at: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }

    private func unescape(_ range: Range<Int>) -> JSString {
        plainlyUnescaped(range).map { JSString($0) } ?? unescapeSurrogates(range)
    }

    /// The text of a string in which no escape is half of a surrogate pair; nil for others.
    private func plainlyUnescaped(_ range: Range<Int>) -> String? {
        var hasSurrogates = false
        let text = bytes.withUnsafeBytes { bytes in
            // No escape is shorter than what it stands for.
            String(unsafeUninitializedCapacity: range.count) { text in
                var (index, count) = (range.lowerBound, 0)
                while true {
                    let end = PlainText.backslash(in: bytes, from: index, to: range.upperBound)
                    if end > index {
                        let plain = UnsafeRawBufferPointer(rebasing: bytes[index..<end])
                        (text.baseAddress! + count).initialize(
                            from: plain.assumingMemoryBound(to: UInt8.self).baseAddress!, count: plain.count)
                        count += end - index
                    }
                    guard end < range.upperBound else { return count }
                    index = end + 2
                    switch bytes[end + 1] {
                    case UInt8(ascii: "b"): text[count] = 0x08
                    case UInt8(ascii: "f"): text[count] = 0x0C
                    case UInt8(ascii: "n"): text[count] = 0x0A
                    case UInt8(ascii: "r"): text[count] = 0x0D
                    case UInt8(ascii: "t"): text[count] = 0x09
                    case UInt8(ascii: "u"):
                        let unit = bytes[index..<index + 4].reduce(0) { $0 << 4 | UInt16(hexadecimal($1) ?? 0) }
                        guard let scalar = Unicode.Scalar(unit) else {
                            hasSurrogates = true
                            return 0
                        }
                        for byte in UTF8.encode(scalar).unsafelyUnwrapped {
                            text[count] = byte
                            count += 1
                        }
                        index += 4
                        continue
                    case let byte: text[count] = byte
                    }
                    count += 1
                }
            }
        }
        return hasSurrogates ? nil : text
    }

    private func unescapeSurrogates(_ range: Range<Int>) -> JSString {
        var text = Unescaped()
        text.bytes.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let end = bytes[index..<range.upperBound].firstIndex(of: UInt8(ascii: "\\")) ?? range.upperBound
            text.append(plain: bytes[index..<end])
            guard end < range.upperBound else { break }
            index = end + 2
            switch bytes[end + 1] {
            case UInt8(ascii: "b"): text.append(0x08)
            case UInt8(ascii: "f"): text.append(0x0C)
            case UInt8(ascii: "n"): text.append(0x0A)
            case UInt8(ascii: "r"): text.append(0x0D)
            case UInt8(ascii: "t"): text.append(0x09)
            case UInt8(ascii: "u"):
                let digits = bytes[index..<index + 4]
                text.append(digits.reduce(0) { $0 << 4 | UInt16(hexadecimal($1) ?? 0) })
                index += 4
            case let byte: text.append(UInt16(byte))
            }
        }
        return text.finish()
    }
}

/// Collects a string's text: as UTF-8 up to the first lone surrogate, from there on as UTF-16.
private struct Unescaped {
    var bytes: [UInt8] = []
    private var units: [UInt16]?
    /// A lead surrogate whose trail surrogate may be the next escape.
    private var lead: UInt16?

    mutating func append(plain text: ArraySlice<UInt8>) {
        guard !text.isEmpty else { return }
        settleLead()
        if units == nil {
            bytes.append(contentsOf: text)
        } else {
            units?.append(contentsOf: String(decoding: text, as: UTF8.self).utf16)
        }
    }

    mutating func append(_ unit: UInt16) {
        if let first = lead, UTF16.isTrailSurrogate(unit) {
            lead = nil
            let scalar = 0x10000 + (UInt32(first & 0x3FF) << 10 | UInt32(unit & 0x3FF))
            append(Unicode.Scalar(scalar).unsafelyUnwrapped)
            return
        }
        settleLead()
        if UTF16.isLeadSurrogate(unit) {
            lead = unit
        } else if let scalar = Unicode.Scalar(unit) {
            append(scalar)
        } else {
            append(lone: unit)
        }
    }

    mutating func finish() -> JSString {
        settleLead()
        if let units { return JSString(utf16: units) }
        return JSString(String(decoding: bytes, as: UTF8.self))
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if units == nil {
            bytes.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
        } else {
            units?.append(contentsOf: UTF16.encode(scalar).unsafelyUnwrapped)
        }
    }

    private mutating func append(lone surrogate: UInt16) {
        if units == nil {
            units = Array(String(decoding: bytes, as: UTF8.self).utf16)
            bytes = []
        }
        units?.append(surrogate)
    }

    private mutating func settleLead() {
        guard let surrogate = lead else { return }
        lead = nil
        append(lone: surrogate)
    }
}

func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
