import CLinux

/// Decides by a script's bytes whether it may contain `import()`. Parsing a large library for nothing takes longer than
/// running it.
enum DynamicImports {
    private static let word = Array("import".utf8)

    /// Whether the word `import` is followed somewhere by what follows it only in an expression: a parenthesis or a
    /// point, perhaps after white space or a comment. No letter of a keyword can be written as an escape.
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
        // The first byte of other white space than ASCII's is in this range.
        case .some(0x80...): true
        default: false
        }
    }

    /// White space and line terminators of ECMA-262 that are ASCII.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || 0x09...0x0D ~= byte
    }
}
