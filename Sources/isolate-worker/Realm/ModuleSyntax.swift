import CJavaScriptCore
import Wire

/// Checks sources by the engine's own parser of modules, which only the library's GLib API offers.
enum ModuleSyntax {
    struct SyntaxError {
        let message: String
        /// The index of the offending token, in UTF-16 units.
        let index: Int
    }

    /// The first syntax error of a source as a module, or nil.
    ///
    /// As for scripts, the engine reports only the line, and the column is found by truncation.
    static func error(in source: [UInt16]) -> SyntaxError? {
        guard let error = check(source[...]), let line = lineRange(error.line - 1, in: source) else { return nil }
        if OffendingToken.isMissing(error.message) {
            return SyntaxError(message: error.message, index: line.upperBound)
        }
        var low = line.lowerBound
        var high = line.upperBound
        while low < high {
            let middle = (low + high) / 2
            if let other = check(source[..<middle]), other == error { high = middle } else { low = middle + 1 }
        }
        let token = OffendingToken(message: error.message, endOf: source[line.lowerBound..<low])
        return SyntaxError(message: error.message, index: max(line.lowerBound, low - token.length))
    }

    /// A context of a virtual machine of its own, because contexts of the C API cannot be used with the GLib API. It is
    /// made for the first check.
    nonisolated(unsafe) private static let context = jsc_context_new()

    private static func check(_ source: ArraySlice<UInt16>) -> (message: String, line: Int)? {
        // UTF-8 cannot represent a lone surrogate. Its replacement character is a syntax error in the same places.
        var text = String(decoding: source, as: UTF16.self)
        var exception: UnsafeMutableRawPointer?
        _ = text.withUTF8 { buffer in
            buffer.withMemoryRebound(to: CChar.self) {
                jsc_context_check_syntax(context, $0.baseAddress, $0.count, moduleMode, "module", 1, &exception)
            }
        }
        guard let exception else { return nil }
        defer { g_object_unref(exception) }
        let message = jsc_exception_get_message(exception).map { String(cString: $0) } ?? ""
        return (message, Int(jsc_exception_get_line_number(exception)))
    }

    private static let moduleMode: Int32 = 1

    private static func lineRange(_ number: Int, in units: [UInt16]) -> Range<Int>? {
        var start = 0
        var line = 0
        for (index, unit) in units.enumerated() {
            let isEnd =
                switch unit {
                case 0x0a, 0x2028, 0x2029: true
                case 0x0d: index + 1 == units.count || units[index + 1] != 0x0a
                default: false
                }
            guard isEnd else { continue }
            if line == number { return start..<index }
            line += 1
            start = index + 1
        }
        return line == number ? start..<units.count : nil
    }
}
