extension JSONWriter {
    /// Writes a constant key of an object, and the colon after it.
    ///
    /// - Parameter name: ASCII without quotation marks, backslashes and control characters; it is not escaped.
    public mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    // Disfavoured, so that a literal is a `StaticString` and is written without escaping.
    /// Writes an object's key, and the colon after it.
    @_disfavoredOverload
    public mutating func key(_ name: JSString) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    /// Writes a string. Only quotation marks, backslashes and control characters are escaped.
    public mutating func string(_ value: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        append(escaping: value)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes a JavaScript string; a lone surrogate becomes the escape `\udXXX` (RFC 8259 §8.2, values.md).
    @_disfavoredOverload
    public mutating func string(_ value: JSString) {
        switch value.storage {
        case .text(let text): string(text)
        case .units(let units):
            separate()
            bytes.append(UInt8(ascii: "\""))
            append(escaping: units)
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// The length of a text for which memory is reserved, in bytes.
    private static let longText = 1 << 16

    private mutating func append(escaping text: String) {
        var text = text
        text.withUTF8 { utf8 in
            let raw = UnsafeRawBufferPointer(utf8)
            // With room for a line's end in every 16 bytes: to grow later would copy it all.
            if raw.count > Self.longText { makeRoom(for: raw.count + raw.count / 16) }
            var start = 0
            while true {
                let end = PlainText.end(in: raw, from: start, to: raw.count, stopsAtNonASCII: false)
                bytes.append(contentsOf: utf8[start..<end])
                guard end < utf8.count else { return }
                append(escape: utf8[end])
                start = end + 1
            }
        }
    }

    /// Writes well-formed parts as text and lone surrogates as escapes.
    private mutating func append(escaping units: [UInt16]) {
        var index = 0
        while index < units.count {
            let unit = units[index]
            guard UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) else {
                let end = units[index...].firstIndex { $0 & 0xF800 == 0xD800 } ?? units.count
                append(escaping: String(decoding: units[index..<end], as: UTF16.self))
                index = end
                continue
            }
            if UTF16.isLeadSurrogate(unit), index + 1 < units.count, UTF16.isTrailSurrogate(units[index + 1]) {
                append(escaping: String(decoding: units[index...index + 1], as: UTF16.self))
                index += 2
            } else {
                append(hexadecimalEscape: unit)
                index += 1
            }
        }
    }

    private mutating func append(escape byte: UInt8) {
        let short: UInt8
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): short = byte
        case 0x08: short = UInt8(ascii: "b")
        case 0x09: short = UInt8(ascii: "t")
        case 0x0A: short = UInt8(ascii: "n")
        case 0x0C: short = UInt8(ascii: "f")
        case 0x0D: short = UInt8(ascii: "r")
        default: return append(hexadecimalEscape: UInt16(byte))
        }
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(short)
    }

    private mutating func append(hexadecimalEscape unit: UInt16) {
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
