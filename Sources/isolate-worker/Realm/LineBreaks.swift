import CJavaScriptCore
import Wire

/// The lines of a source as the engine counts them.
///
/// U+2028 and U+2029 end a line but inside a string literal, where they stand for themselves. Which of the two is the
/// case is asked of the engine: a character behind them that no script can have is an error, or the end of a literal
/// that is not closed, in the line where the engine is by then.
struct LineBreaks {
    /// Where each line's text begins, and where it ends.
    private(set) var lines: [Range<Int>] = []

    /// Further separators count for nothing: each is one more look through the source.
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
    /// The line, from 1, in which the engine is at the end of the beginning of a source.
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
