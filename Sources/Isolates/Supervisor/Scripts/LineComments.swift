/// The `//…` comments of a source. Text inside literals does not count.
///
/// The token before a slash decides whether it begins a regular expression (ECMA-262, 12.9.5): after a name, a number,
/// a literal, `)` or `]` it is a division, otherwise a regular expression. That is wrong for a regular expression after
/// `if (…)`, and for a division after `}`; at worst, it hides a comment in the same line.
struct LineComments: Sequence, IteratorProtocol {
    private let code: UnsafeBufferPointer<UInt8>
    private var index = 0
    /// Whether a slash would be a division.
    private var endsOperand = false
    /// The braces that are open in each template's `${`, the innermost last.
    private var templates: [Int] = []

    /// The keywords after which an operand follows, by their length.
    private static let keywords: [[[UInt8]]] = {
        var keywords = [[[UInt8]]](repeating: [], count: 11)
        for keyword in [
            "return", "typeof", "case", "do", "else", "in", "instanceof", "new", "void", "delete", "throw", "yield",
            "await", "of",
        ] {
            keywords[keyword.utf8.count].append(Array(keyword.utf8))
        }
        return keywords
    }()

    /// - Parameter code: the source in UTF-8. It must outlive this sequence.
    init(in code: UnsafeBufferPointer<UInt8>) {
        self.code = code
    }

    /// The text of the next comment, from behind the slashes to the end of the line.
    mutating func next() -> Slice<UnsafeBufferPointer<UInt8>>? {
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

    private mutating func comment() -> Slice<UnsafeBufferPointer<UInt8>> {
        let start = index + 2
        index = start
        while index < code.count, !Self.endsLine(code[index]) { index += 1 }
        return code[start..<index]
    }

    private mutating func skipWord() {
        let start = index
        while index < code.count, Self.isWord(code[index]) { index += 1 }
        endsOperand = !isKeyword(start..<index)
    }

    private func isKeyword(_ word: Range<Int>) -> Bool {
        word.count < Self.keywords.count && Self.keywords[word.count].contains { code[word].elementsEqual($0) }
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
        // Two characters at most, so that a call of the C library would cost more.
        guard index + text.utf8CodeUnitCount <= code.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where code[index + offset] != text.utf8Start[offset] { return false }
        return true
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
