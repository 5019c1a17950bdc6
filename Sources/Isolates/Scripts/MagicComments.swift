import CLinux

/// What a script says of itself in comments: `//# sourceURL=…` and `//# sourceMappingURL=…`, or with `//@` for `//#`.
///
/// Source: the Source Map specification (ECMA-426), “Linking generated code to source maps”. The last comment of a kind
/// counts.
struct MagicComments {
    /// The name that stack traces call the script by.
    let sourceURL: String?
    /// Where the script's source map is.
    let sourceMapURL: String?

    init(in code: String) {
        let utf8 = Array(code.utf8)
        // Most scripts have none, and are not worth the closer look.
        guard cl_memmem(utf8, utf8.count, "URL=", 4) != nil else {
            sourceURL = nil
            sourceMapURL = nil
            return
        }
        sourceURL = Self.value(of: "sourceURL=", in: utf8)
        sourceMapURL = Self.value(of: "sourceMappingURL=", in: utf8)
    }

    private static func value(of name: String, in code: [UInt8]) -> String? {
        for mark in ["//# ", "//@ "] {
            guard let end = code.endOfLast(Array((mark + name).utf8)) else { continue }
            let value = code[end...].prefix { $0 > UInt8(ascii: " ") }
            let rest = code[(end + value.count)...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            let isWhole = rest.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            let isQuoted = value.contains { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\"") }
            guard isWhole, !isQuoted, !value.isEmpty else { continue }
            return String(decoding: value, as: UTF8.self)
        }
        return nil
    }
}

extension [UInt8] {
    /// Where the last occurrence of the bytes ends.
    fileprivate func endOfLast(_ mark: [UInt8]) -> Int? {
        guard count >= mark.count else { return nil }
        for start in stride(from: count - mark.count, through: 0, by: -1)
        where self[start] == mark[0] && self[start..<start + mark.count].elementsEqual(mark) {
            return start + mark.count
        }
        return nil
    }
}
