import CLinux

/// The comments `//# sourceURL=…` and `//# sourceMappingURL=…` of a script, also with `//@` instead of `//#`.
///
/// Source: the Source Map specification (ECMA-426), “Linking generated code to source maps”. The last comment of a kind
/// counts.
struct MagicComments {
    /// The script's name in stack traces.
    let sourceURL: String?
    /// The URL of the script's source map.
    let sourceMapURL: String?

    init(in code: String) {
        let utf8 = Array(code.utf8)
        // Most scripts have neither comment; this test is faster than a scan for comments.
        guard cl_memmem(utf8, utf8.count, "URL=", 4) != nil else {
            sourceURL = nil
            sourceMapURL = nil
            return
        }
        var values: [String: String] = [:]
        for comment in LineComments(in: utf8) {
            for name in ["sourceURL", "sourceMappingURL"] {
                if let value = Self.value(of: name, in: comment) { values[name] = value }
            }
        }
        sourceURL = values["sourceURL"]
        sourceMapURL = values["sourceMappingURL"]
    }

    /// - Parameter comment: the text from behind the slashes to the end of the line.
    private static func value(of name: String, in comment: ArraySlice<UInt8>) -> String? {
        let marks = ["# ", "@ ", "#\t", "@\t"].map { Array(($0 + name + "=").utf8) }
        guard let mark = marks.first(where: { comment.starts(with: $0) }) else { return nil }
        let value = comment.dropFirst(mark.count).prefix { $0 > UInt8(ascii: " ") }
        let isWhole = comment[value.endIndex...].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let isQuoted = value.contains { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
        return isWhole && !isQuoted && !value.isEmpty ? String(decoding: value, as: UTF8.self) : nil
    }
}
