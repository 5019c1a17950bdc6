/// A message in the place of one of the engine's that names the wrong thing: what is at the token where the engine gave
/// up is seldom what was wrong.
struct BetterMessage {
    let text: String

    /// Nil where the engine's message does.
    ///
    /// - Parameters:
    ///   - message: the engine's.
    ///   - token: the token that it is about.
    ///   - source: what stands before the token.
    init?(instead message: String, of token: [UInt16], behind source: ArraySlice<UInt16>) {
        let before = Self.lastWord(of: source)
        let token = String(decoding: token, as: UTF16.self)
        if before == "await", message.hasPrefix("Unexpected ") {
            text = "await is only valid in async functions and the top level bodies of modules"
        } else if message.contains("import call expects") {
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

    /// The word that a text ends with, but for white space.
    private static func lastWord(of source: ArraySlice<UInt16>) -> String {
        let text = source.suffix(100).reversed().drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }
        // A point and what else can be of a name would make it the end of another one.
        let word = text.prefix { ($0 >= 0x61 && $0 <= 0x7a) || $0 == 0x2e || $0 == 0x24 || $0 == 0x5f }
        return String(decoding: word.reversed(), as: UTF16.self)
    }
}
