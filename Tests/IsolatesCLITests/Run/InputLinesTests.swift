import Testing

@testable import IsolatesCLI

/// Lines of an input that comes in pieces.
@Suite struct InputLinesTests {
    private func lines(_ pieces: [String]) -> [String] {
        var lines = InputLines()
        var found: [String] = []
        for piece in pieces + [""] {
            lines.add(Array(piece.utf8))
            while let line = lines.next() { found.append(String(decoding: line, as: UTF8.self)) }
        }
        #expect(lines.isComplete && lines.count == found.count)
        return found
    }

    @Test func piecesNeedNotBeLines() {
        #expect(lines([]) == [])
        #expect(lines(["\n"]) == [""])
        #expect(lines(["a\nb", "c", "\n\nd"]) == ["a", "bc", "", "d"])
        #expect(lines(["a\r\nb\n"]) == ["a\r", "b"])
    }
}
