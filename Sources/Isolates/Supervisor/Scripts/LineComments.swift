/// The `//…` comments of a source. Text inside literals does not count.
///
/// The token before a slash decides whether it begins a regular expression (ECMA-262, 12.9.5): after a name, a number,
/// a literal, `)` or `]` it is a division, otherwise a regular expression. That is wrong for a regular expression after
/// `if (…)`, and for a division after `}`; at worst, it hides a comment in the same line.
struct LineComments: Sequence, IteratorProtocol {
    private let code: [UInt8]
    private var index = 0
    /// Whether a slash would be a division.
    private var endsOperand = false
    /// The braces that are open in each template's `${`, the innermost last.
    private var templates: [Int] = []

    private static let keywords = Set(
        [
            "return", "typeof", "case", "do", "else", "in", "instanceof", "new", "void", "delete", "throw", "yield",
            "await", "of",
        ]
        .map { Array($0.utf8)[...] })

    init(in code: [UInt8]) {
        self.code = code
    }

    /// The text of the next comment, from behind the slashes to the end of the line.
    mutating func next() -> ArraySlice<UInt8>? {
        while index < code.count {
            let unit = code[index]
            switch unit {
            case UInt8(ascii: "/"):
                if isAhead("//") { return comment() }
                if isAhead("/*") { skip(past: "*/") } else if endsOperand { step() } else { skipRegularExpression() }
            case UInt8(ascii: "'"), UInt8(ascii: "\""): skipString(until: unit)
            case UInt8(ascii: "`"):
                index += 1
                skipTemplate()
            case UInt8(ascii: "{"):
                if !templates.isEmpty { templates[templates.count - 1] += 1 }
                step()
            case UInt8(ascii: "}"): closeBrace()
            case _ where Self.isWord(unit): skipWord()
            case UInt8(ascii: ")"), UInt8(ascii: "]"):
                index += 1
                endsOperand = true
            case _ where unit <= UInt8(ascii: " "): index += 1
            default: step()
            }
        }
        return nil
    }

    /// Skips an operator.
    private mutating func step() {
        index += 1
        endsOperand = false
    }

    private mutating func comment() -> ArraySlice<UInt8> {
        let comment = code[(index + 2)...].prefix { !Self.endsLine($0) }
        index = comment.endIndex
        return comment
    }

    private mutating func skipWord() {
        let word = code[index...].prefix { Self.isWord($0) }
        index = word.endIndex
        endsOperand = !Self.keywords.contains(word)
    }

    private mutating func skipString(until quote: UInt8) {
        index += 1
        while index < code.count, code[index] != quote, !Self.endsLine(code[index]) {
            index += code[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
        endsOperand = true
    }

    /// Skips to the end of the template, or behind the next `${`.
    private mutating func skipTemplate() {
        while index < code.count {
            if isAhead("${") {
                index += 2
                templates.append(0)
                endsOperand = false
                return
            }
            if code[index] == UInt8(ascii: "`") { break }
            index += code[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index += 1
        endsOperand = true
    }

    private mutating func closeBrace() {
        index += 1
        endsOperand = false
        guard let open = templates.last else { return }
        if open > 0 {
            templates[templates.count - 1] -= 1
        } else {
            templates.removeLast()
            skipTemplate()
        }
    }

    private mutating func skipRegularExpression() {
        index += 1
        var isInClass = false
        while index < code.count, !Self.endsLine(code[index]), isInClass || code[index] != UInt8(ascii: "/") {
            switch code[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "["): isInClass = true
            case UInt8(ascii: "]"): isInClass = false
            default: break
            }
            index += 1
        }
        index += 1
        endsOperand = true
    }

    private mutating func skip(past end: StaticString) {
        index += 2
        while index < code.count, !isAhead(end) { index += 1 }
        index += end.utf8CodeUnitCount
    }

    private func isAhead(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { code[Swift.min(index, code.count)...].starts(with: $0) }
    }

    private static func endsLine(_ unit: UInt8) -> Bool {
        unit == UInt8(ascii: "\n") || unit == UInt8(ascii: "\r")
    }

    /// Whether a byte belongs to a name or a number. Bytes outside ASCII belong to names or are harmless here.
    private static func isWord(_ unit: UInt8) -> Bool {
        switch unit {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "$"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
