import CLinux

extension ScriptText {
    /// Whether it may import modules, or turn out to be a module: whether a place in it looks as if it did. Most
    /// libraries have the word only in comments and longer names.
    var mayImport: Bool {
        // Only its compiler knows whether TypeScript is a module.
        isTypeScript ? code.contains("import") || code.contains("export") : hasImportCall
    }

    /// Whether `import` stands before what follows it in an `import()`: a parenthesis, or a comment or white space
    /// before that. (`import.meta` and statements that import or export are errors in a script, with or without
    /// modules.)
    private var hasImportCall: Bool {
        let word = Array("import".utf8)
        var code = code
        return code.withUTF8 { code in
            var rest = UnsafeRawBufferPointer(code)
            while let base = rest.baseAddress, let found = cl_memmem(base, rest.count, word, word.count) {
                rest = UnsafeRawBufferPointer(rebasing: rest[(found - base + word.count)...])
                switch rest.first(where: { $0 != 0x20 && !(0x09...0x0D ~= $0) }) {
                case UInt8(ascii: "("), UInt8(ascii: "/"), .some(0x80...): return true
                default: continue
                }
            }
            return false
        }
    }
}
