import CJavaScriptCore
import CLinux

/// Decides whether a script may contain `import()`. Parsing a large library for nothing takes longer than running it.
struct DynamicImports {
    /// The script in UTF-8.
    private let code: [UInt8]
    /// Where the word `import` begins in places where it may be the keyword of an expression.
    private let places: [Int]

    private static let word = Array("import".utf8)

    /// - Parameter code: the script in UTF-8.
    init(in code: [UInt8]) {
        self.code = code
        places = code.withUnsafeBytes { bytes in
            var places: [Int] = []
            var rest = bytes[...]
            while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                let found = cl_memmem(base, rest.count, Self.word, Self.word.count)
            {
                let start = rest.startIndex + (found - base)
                rest = bytes[(start + Self.word.count)...]
                if Self.begins(bytes[..<start]), Self.continues(rest) { places.append(start) }
            }
            return places
        }
    }

    /// Whether the script contains no place that looks like an `import()`.
    var isEmpty: Bool { places.isEmpty }

    /// Whether one of the places is code, and not part of a comment or a literal.
    ///
    /// The engine's parser decides. The first letter of each such word is replaced by `@`. If the word is code, the
    /// result is not a script any more. If it is part of a comment, a string, a template or a regular expression, the
    /// result is still a script. The engine's check takes a tenth of the time of acorn, which is loaded anew in each
    /// context.
    ///
    /// - Parameter context: any context of the engine. No code runs in it.
    func areCode(in context: JSContextRef) -> Bool {
        var marked = code
        for place in places { marked[place] = UInt8(ascii: "@") }
        let text = marked.withUnsafeBufferPointer { makeEngineString(transcoding: $0) }
        defer { JSStringRelease(text) }
        return !JSCheckScriptSyntax(context, text, nil, 1, nil)
    }

    /// Whether a keyword may begin behind this code. If the last letter of an identifier is written as an escape, the
    /// engine's check finds no script.
    private static func begins(_ code: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard let last = code.last else { return true }
        // Behind a point it is a property's name, unless the point is the last of a spread's three.
        if last == UInt8(ascii: ".") { return code.dropLast().last == last }
        return !isPartOfName(last)
    }

    /// Whether this code begins with what follows the word `import` only in an expression: a parenthesis or a point,
    /// perhaps after white space or a comment. No letter of a keyword can be written as an escape.
    private static func continues(_ code: Slice<UnsafeRawBufferPointer>) -> Bool {
        switch code.first(where: { !isSpace($0) }) {
        case UInt8(ascii: "("), UInt8(ascii: "."), UInt8(ascii: "/"): true
        // The first byte of other white space than ASCII's is in this range.
        case .some(0x80...): true
        default: false
        }
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    /// White space and line terminators of ECMA-262 that are ASCII.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || 0x09...0x0D ~= byte
    }
}
