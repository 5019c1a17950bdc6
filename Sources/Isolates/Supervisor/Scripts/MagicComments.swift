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
        var code = code
        let values = code.withUTF8 { Self.values(in: $0) }
        sourceURL = values["sourceURL"]
        sourceMapURL = values["sourceMappingURL"]
    }

    private static func values(in code: UnsafeBufferPointer<UInt8>) -> [String: String] {
        // Most scripts have neither comment; this test is faster than a scan for comments.
        guard cl_memmem(code.baseAddress, code.count, "URL=", 4) != nil else { return [:] }
        var values: [String: String] = [:]
        for comment in LineComments(in: code) {
            guard comment.first == UInt8(ascii: "#") || comment.first == UInt8(ascii: "@") else { continue }
            for name in ["sourceURL", "sourceMappingURL"] {
                if let value = value(of: name, in: comment) { values[name] = value }
            }
        }
        return values
    }

    /// - Parameter comment: the text from behind the slashes to the end of the line.
    private static func value(of name: String, in comment: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        let marks = ["# ", "@ ", "#\t", "@\t"].map { Array(($0 + name + "=").utf8) }
        guard let mark = marks.first(where: { comment.starts(with: $0) }) else { return nil }
        let value = comment.dropFirst(mark.count).prefix { $0 > UInt8(ascii: " ") }
        let isWhole = comment[value.endIndex...].allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let isQuoted = value.contains { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
        return isWhole && !isQuoted && !value.isEmpty ? String(decoding: value, as: UTF8.self) : nil
    }
}
