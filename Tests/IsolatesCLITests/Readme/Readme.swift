import Foundation

/// README.md, or a page of docs, and the examples in it, which stand between `<!-- example: NAME -->`, `<!-- output -->` and `<!-- end
/// -->`.
struct Readme {
    static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

    private let text: String

    init(_ page: String = "README.md") throws {
        text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
    }

    /// What stands in an example's code blocks; nothing where there is no such example.
    func blocks(ofExample name: String) -> [String] {
        guard let start = text.range(of: "<!-- example: \(name) -->\n"),
            let end = text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex)
        else { return [] }
        // Fences cut the text into what is outside of a block, and what is inside and begins with the language.
        let parts = text[start.upperBound..<end.lowerBound].components(separatedBy: "```")
        return stride(from: 1, to: parts.count, by: 2).map { index in
            String(parts[index].drop { !$0.isNewline }.dropFirst())
        }
    }
}
