/// Finds the token that a syntax error is about, from the engine's message and the text up to the token's end.
///
/// The engine reports neither. Most messages quote the token. The others name its kind, or are about the last token.
struct OffendingToken {
    private let message: String
    /// The source, from the beginning of the token's line to the token's end.
    private let text: ArraySlice<UInt16>

    init(message: String, endOf text: ArraySlice<UInt16>) {
        self.message = message
        self.text = text
    }

    /// Whether a message says that the source is only incomplete.
    static func isMissing(_ message: String) -> Bool {
        message == "Unexpected end of script"
    }

    /// The length of the token in UTF-16 units.
    var length: Int {
        if isUnterminatedLiteral { return lengthFrom { Self.isQuote($0) } }
        return quotedLength ?? lastTokenLength
    }

    private var isUnterminatedLiteral: Bool {
        message == "Unexpected EOF" || message.hasPrefix("Unterminated string")
    }

    /// The length of a token that the message quotes, as in `Unexpected token ')'`; nil if the quoted text is no such
    /// token. The token may contain quotes itself.
    private var quotedLength: Int? {
        let units = Array(message.utf16)
        guard let opening = units.firstIndex(of: Unit.quote) else { return nil }
        for closing in units.indices.reversed() where closing > opening + 1 && units[closing] == Unit.quote {
            let token = units[opening + 1..<closing]
            if text.count >= token.count, text.suffix(token.count).elementsEqual(token) { return token.count }
        }
        return nil
    }

    private var lastTokenLength: Int {
        guard let last = text.last else { return 0 }
        if message.hasPrefix("Invalid regular expression") { return regexpLength }
        if Self.isQuote(last) {
            return 1 + OffendingToken(message: "", endOf: text.dropLast()).lengthFrom { $0 == last }
        }
        let word = text.reversed().prefix { Self.isWord($0) }.count
        if word > 0 { return word }
        return text.suffix(2).elementsEqual("/*".utf16) ? 2 : 1
    }

    /// The length from the opening slash to the end of the flags.
    private var regexpLength: Int {
        let flags = text.reversed().prefix { Self.isWord($0) }.count
        let body = text.dropLast(flags + 1)
        return flags + 1 + OffendingToken(message: "", endOf: body).lengthFrom { $0 == Unit.slash }
    }

    /// The length from the last matching unit that has no backslash before it; 1 if there is none.
    private func lengthFrom(_ isOpening: (UInt16) -> Bool) -> Int {
        let opening = text.indices.last { index in
            isOpening(text[index]) && (index == text.startIndex || text[index - 1] != Unit.backslash)
        }
        return opening.map { text.endIndex - $0 } ?? min(1, text.count)
    }

    private static func isQuote(_ unit: UInt16) -> Bool {
        unit == Unit.quote || unit == Unit.doubleQuote || unit == Unit.backtick
    }

    /// Whether a unit can be part of a name, a number or an escape.
    static func isWord(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x80...: !(0x2028...0x2029).contains(unit)
        case Unit.dollar, Unit.underscore, Unit.hash, Unit.backslash: true
        default: false
        }
    }

    private enum Unit {
        static let quote: UInt16 = 0x27
        static let doubleQuote: UInt16 = 0x22
        static let backtick: UInt16 = 0x60
        static let slash: UInt16 = 0x2f
        static let backslash: UInt16 = 0x5c
        static let dollar: UInt16 = 0x24
        static let underscore: UInt16 = 0x5f
        static let hash: UInt16 = 0x23
    }
}
