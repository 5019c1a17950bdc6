@testable import Isolates

/// A source map as text, made of its parts.
struct MapText {
    /// Generated line and column, source, line and column there, all from 0; in order.
    var segments: [(line: Int, column: Int, source: Int, sourceLine: Int, sourceColumn: Int)]
    var sources: [String?]
    var sourcesContent: [String?]?
    var sourceRoot: String?

    var json: String {
        var map: Value.Object = [
            "version": 3, "mappings": Value(mappings),
            "sources": .array(sources.map { $0.map { Value($0) } ?? .null }),
        ]
        map["sourcesContent"] = sourcesContent.map { .array($0.map { $0.map { Value($0) } ?? .null }) }
        map["sourceRoot"] = sourceRoot.map { Value($0) }
        guard let json = try? Value.object(map).json() else { preconditionFailure("a map of texts is JSON") }
        return String(decoding: json, as: UTF8.self)
    }

    private var mappings: String {
        var text = ""
        var line = 0
        var last = [0, 0, 0, 0]
        for segment in segments {
            if segment.line > line {
                text += String(repeating: ";", count: segment.line - line)
                line = segment.line
                last[0] = 0
            } else if !text.isEmpty, text.last != ";" {
                text += ","
            }
            let fields = [segment.column, segment.source, segment.sourceLine, segment.sourceColumn]
            text += zip(fields, last).map { Self.digits($0 - $1) }.joined()
            last = fields
        }
        return text
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    /// A number as Base64 VLQ (ECMA-426).
    private static func digits(_ number: Int) -> String {
        var rest = number < 0 ? -number * 2 + 1 : number * 2
        var text = ""
        repeat {
            text.append(alphabet[rest & 31 | (rest > 31 ? 32 : 0)])
            rest >>= 5
        } while rest > 0
        return text
    }
}
