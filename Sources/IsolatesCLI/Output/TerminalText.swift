/// Text for a terminal, without the control sequences that a script may have written.
enum TerminalText {
    /// The codes that begin and end the colours of shown values.
    private static let colors: Set<String> = ["1", "2", "22", "31", "32", "33", "35", "36", "39", "90"]

    /// The text with its control characters, but for line ends and tabs, as `\xNN`.
    ///
    /// - Parameter keepsColors: whether the sequences that colour values stay.
    static func clean(_ text: String, keepsColors: Bool) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if keepsColors, let end = endOfColor(rest) {
                result.append(contentsOf: rest[..<end])
                rest = rest[end...]
                continue
            }
            rest.removeFirst()
            if isControl(scalar) {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result.append(contentsOf: "\\x\(digits.count == 1 ? "0" : "")\(digits)".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\n", "\t": false
        default: scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
        }
    }

    /// The end of the colour sequence that the text begins with; nil if it begins with none.
    private static func endOfColor(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView.Index? {
        guard text.starts(with: "\u{1b}[".unicodeScalars), let end = text.dropFirst(2).firstIndex(of: "m") else {
            return nil
        }
        let code = text[text.index(text.startIndex, offsetBy: 2)..<end]
        return code.count <= 2 && colors.contains(String(code)) ? text.index(after: end) : nil
    }
}
