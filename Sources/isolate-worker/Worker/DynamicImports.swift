import CLinux

/// Whether a script may hold `import()`, told by its bytes: to parse a large library for nothing takes longer than to
/// run it.
enum DynamicImports {
    private static let word = Array("import".utf8)

    /// Whether somewhere behind the word `import` comes what only an expression has: a parenthesis or a point, perhaps
    /// behind white space or a comment. Of a keyword no letter can be written as an escape.
    static func mayBe(in code: [UInt8]) -> Bool {
        code.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                let found = cl_memmem(base, rest.count, word, word.count)
            {
                rest = rest.dropFirst(found - base + word.count)
                if continues(rest) { return true }
            }
            return false
        }
    }

    private static func continues(_ code: Slice<UnsafeRawBufferPointer>) -> Bool {
        switch code.first(where: { !isSpace($0) }) {
        case UInt8(ascii: "("), UInt8(ascii: "."), UInt8(ascii: "/"): true
        // Other white space than ASCII's begins like this.
        case .some(0x80...): true
        default: false
        }
    }

    /// ECMA-262's white space and line terminators, as far as they are ASCII.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || 0x09...0x0D ~= byte
    }
}
