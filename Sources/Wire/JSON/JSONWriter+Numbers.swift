extension JSONWriter {
    /// Writes an integer.
    public mutating func integer(_ value: Int) {
        separate()
        append(decimal: value)
    }

    /// Writes a number with the shortest digits that read back as the same double. Integers have no fraction; negative
    /// zero is `-0`.
    ///
    /// - Precondition: `value` is finite, since JSON has no other numbers.
    public mutating func number(_ value: Double) {
        precondition(value.isFinite, "JSON has no way to write \(value)")
        separate()
        // Converts to an integer and back instead of using `rounded`, which would make each client of this module link
        // libm.
        if value.magnitude <= 0x1p53, value == Double(Int(value)) {
            if value == 0, value.sign == .minus {
                bytes.append(UInt8(ascii: "-"))
            }
            append(decimal: Int(value))
        } else {
            append(shortest: value)
        }
    }

    /// The standard library prints the shortest digits, which are JSON except for a superfluous ".0".
    private mutating func append(shortest value: Double) {
        var text = value.description
        text.withUTF8 { utf8 in
            let fraction = utf8.suffix(2)
            let isInteger = fraction.elementsEqual([UInt8(ascii: "."), UInt8(ascii: "0")])
            bytes.append(contentsOf: isInteger ? utf8.dropLast(2) : utf8[...])
        }
    }

    private mutating func append(decimal value: Int) {
        if value < 0 {
            bytes.append(UInt8(ascii: "-"))
        }
        let magnitude = value.magnitude
        var unit: UInt = 1
        while magnitude / unit >= 10 { unit *= 10 }
        while unit > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: magnitude / unit % 10))
            unit /= 10
        }
    }
}
