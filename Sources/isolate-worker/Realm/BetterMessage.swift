/// A better message for some syntax errors. The engine's names the token at which the parser gave up, which is seldom
/// the cause.
struct BetterMessage {
    let text: String

    /// Nil if the engine's message is good enough.
    ///
    /// - Parameters:
    ///   - message: the engine's message.
    ///   - token: the token that it is about.
    ///   - source: the source before the token.
    init?(instead message: String, of token: [UInt16], behind source: ArraySlice<UInt16>) {
        let before = Self.lastWord(of: source)
        let token = String(decoding: token, as: UTF16.self)
        if before == "await", message.hasPrefix("Unexpected ") {
            text = "await is only valid in async functions and the top level bodies of modules"
        } else if Array(message.utf8).contains(Array("import call expects".utf8)) {
            text = "Cannot use import statement outside a module"
        } else if message.hasPrefix("for-await-of can only be used") {
            text = "for await is only valid in async functions and the top level bodies of modules"
        } else if token == "export", message.hasPrefix("Unexpected keyword") {
            text = "Cannot use export statement outside a module"
        } else if message == "Parser error", !token.isEmpty {
            text = "Unexpected token '\(token)'"
        } else {
            return nil
        }
    }

    /// The last word of a text, ignoring white space behind it.
    private static func lastWord(of source: ArraySlice<UInt16>) -> String {
        let text = source.suffix(100).reversed().drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        // A preceding point, `$` or `_` belongs to the word, which is then a different one.
        let word = text.prefix { ($0 >= 0x61 && $0 <= 0x7a) || $0 == 0x2e || $0 == 0x24 || $0 == 0x5f }
        return String(decoding: word.reversed(), as: UTF16.self)
    }
}
