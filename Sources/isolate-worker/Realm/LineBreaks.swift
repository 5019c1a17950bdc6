import CJavaScriptCore
import Wire

/// The lines of a source as the engine counts them.
///
/// U+2028 and U+2029 end a line, except in a string literal, where they stand for themselves. The engine tells which is
/// the case: the source up to the separator, followed by a character that no script can contain, is a syntax error,
/// whose line is that of the separator or of the next line.
struct LineBreaks {
    /// The range of each line's text.
    private(set) var lines: [Range<Int>] = []

    /// Separators after this many are ignored, because each one costs another parse of the source.
    private static let maximumSeparators = 1_000

    init(of units: [UInt16], in realm: Realm) {
        var start = 0
        var separators = 0
        for (index, unit) in units.enumerated() {
            switch unit {
            case 0x0a: end(at: units[..<index].last == 0x0d && index > start ? index - 1 : index, nextFrom: index + 1)
            case 0x0d:
                if index + 1 == units.count || units[index + 1] != 0x0a { end(at: index, nextFrom: index + 1) }
            case 0x2028, 0x2029:
                separators += 1
                guard separators <= Self.maximumSeparators else { continue }
                if realm.line(atEndOf: units[...index]) > lines.count + 1 { end(at: index, nextFrom: index + 1) }
            default: continue
            }
        }
        lines.append(start..<units.count)

        func end(at end: Int, nextFrom next: Int) {
            lines.append(start..<max(start, end))
            start = next
        }
    }
}

extension Realm {
    /// The line, from 1, that the engine has reached at the end of a part of a source.
    fileprivate func line(atEndOf units: ArraySlice<UInt16>) -> Int {
        let text = JSStringCreateWithCharacters(Array(units) + [0x40], units.count + 1)!
        defer { JSStringRelease(text) }
        var exception: JSValueRef?
        guard !JSCheckScriptSyntax(user, text, nil, 1, &exception), let exception,
            let error = JSValueToObject(user, exception, nil)
        else { return 1 }
        return number(error, "line")
    }
}
