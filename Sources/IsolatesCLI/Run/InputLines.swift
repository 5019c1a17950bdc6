import ArgumentParser
import Isolates

/// The lines of standard input, each the `input` of a run.
enum InputLines {
    /// Reads all of them.
    ///
    /// - Parameter areJSON: whether each is a value, as values.md encodes them.
    /// - Throws: `UnreadableFile`, and `ValidationError` for a line that is no JSON, with its number.
    static func read(areJSON: Bool) throws -> [Value] {
        let text = try TextFile(path: "-").read()
        // By bytes: Swift takes a carriage return and a line feed for one character.
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(Substring.init)
        if lines.last == "" { lines.removeLast() }
        guard areJSON else { return lines.map { Value(String($0)) } }
        return try lines.enumerated().map { index, line in
            do { return try Value(json: String(line)) } catch {
                throw ValidationError("Line \(index + 1) of standard input is no value: \(error)")
            }
        }
    }
}
