import Testing
@testable import Isolates

/// `filename`, `lineOffset`, `columnOffset` and `displayErrors`, in stacks and in syntax errors.
@Suite(.timeLimit(.minutes(1))) struct PlaceTests {
    static let thrower = "function f() {\n  throw new Error('e')\n}\nf()"

    private func exception(
        _ code: String, filename: String = "file.js", lineOffset: Int = 0, columnOffset: Int = 0,
        displayErrors: Bool = true
    ) async throws -> ScriptException {
        try await withSupervisor { supervisor in
            let error = try await vmError {
                let script = try await supervisor.script(
                    code, filename: filename, lineOffset: lineOffset, columnOffset: columnOffset,
                    displayErrors: displayErrors)
                try await script.runInNewContext()
            }
            return try #require(error.exception)
        }
    }

    private func frames(_ exception: ScriptException) -> [String] {
        (exception.stack ?? "").split(separator: "\n").map(String.init).filter { $0.hasPrefix("    at ") }
    }

    @Test func framesAreNodes() async throws {
        let exception = try await exception(Self.thrower)
        let frames = frames(exception)
        #expect(frames.count >= 2)
        #expect(frames[0].hasPrefix("    at f (file.js:2:"))
        #expect(frames[0].hasSuffix(")"))
        #expect(frames[1].hasPrefix("    at file.js:4:"))
    }

    @Test(arguments: [0, 10, -1, -10, 1000])
    func lineOffsetsCount(_ offset: Int) async throws {
        let exception = try await exception(Self.thrower, lineOffset: offset)
        #expect(exception.line == 2 + offset)
        let frames = frames(exception)
        #expect(frames.first?.hasPrefix("    at f (file.js:\(2 + offset):") == true, "\(frames)")
        #expect(frames.dropFirst().first?.hasPrefix("    at file.js:\(4 + offset):") == true, "\(frames)")
        #expect(exception.stack?.hasPrefix("file.js:\(2 + offset)\n  throw new Error('e')\n") == true)
    }

    @Test(arguments: [5, -3, 100])
    func columnOffsetsCountOnTheFirstLineOnly(_ offset: Int) async throws {
        let code = "      throw new Error('e')"
        let plain = try await exception(code)
        let moved = try await exception(code, columnOffset: offset)
        #expect(moved.column == (try #require(plain.column)) + offset)
        #expect(moved.line == 1)
        let second = try await exception("\n" + code)
        let secondMoved = try await exception("\n" + code, columnOffset: offset)
        #expect(secondMoved.column == second.column)
        #expect(second.column == plain.column)
        #expect(frames(secondMoved) == frames(second))
    }

    @Test func theCaretStandsUnderThePlace() async throws {
        for offset in [0, 7, -2] {
            let exception = try await exception("   missing", columnOffset: offset)
            let column = try #require(exception.column) - offset
            #expect((4...11).contains(column))
            let caret = String(repeating: " ", count: column - 1) + "^"
            #expect(exception.stack?.hasPrefix("file.js:1\n   missing\n\(caret)\n") == true, "\(exception.stack ?? "")")
        }
    }

    @Test func withoutDisplayErrorsNoPlace() async throws {
        let exception = try await exception(Self.thrower, displayErrors: false)
        #expect(exception.stack?.hasPrefix("Error: e\n    at f (file.js:2:") == true)
        let syntax = try await self.exception("var = 1", displayErrors: false)
        #expect(syntax.stack?.hasPrefix("SyntaxError: ") == true, "\(syntax.stack ?? "")")
    }

    @Test func syntaxErrorsHaveTheirPlace() async throws {
        for (line, column) in [(0, 0), (10, 0), (-5, 0), (0, 4), (3, -2)] {
            let first = try await exception("var b = ;", lineOffset: line, columnOffset: column)
            #expect(first.line == 1 + line)
            #expect(first.column == 9 + column)
            #expect(
                first.stack?.hasPrefix("file.js:\(1 + line)\nvar b = ;\n        ^\n") == true, "\(first.stack ?? "")")
            let second = try await exception("1\n  var b = ;", lineOffset: line, columnOffset: column)
            #expect(second.line == 2 + line)
            #expect(second.column == 11)
        }
    }

    @Test func theDefaultFilename() async throws {
        try await withMachine { machine in
            let error = try await machine.error(Self.thrower)
            #expect(error.exception?.filename == "evalmachine.<anonymous>")
            #expect(error.exception?.stack?.hasPrefix("evalmachine.<anonymous>:2\n") == true)
            #expect(error.exception?.stack?.contains("at f (evalmachine.<anonymous>:2:") == true)
        }
    }

    @Test(arguments: ["/abs/é 漢.js", "a:1:2", "http://x/y.js", "(paren).js"])
    func filenamesAreTakenAsTheyAre(_ filename: String) async throws {
        let exception = try await exception(Self.thrower, filename: filename)
        #expect(exception.filename == filename)
        #expect(exception.line == 2)
    }

    @Test func framesOfSeveralFiles() async throws {
        try await withMachine { machine in
            try await machine.supervisor.runInContext(
                "function lib() { throw new Error('in lib') }", machine.context, filename: "lib.js")
            let error = try await vmError {
                try await machine.supervisor.runInContext("\n\nlib()", machine.context, filename: "main.js")
            }
            let exception = try #require(error.exception)
            let frames = frames(exception)
            #expect(frames.first?.hasPrefix("    at lib (lib.js:1:") == true)
            #expect(frames.dropFirst().first?.hasPrefix("    at main.js:3:") == true)
            #expect(exception.filename == "lib.js")
            #expect(exception.stack?.hasPrefix("lib.js:1\nfunction lib() {") == true)
        }
    }

    @Test func aSourceURLNamesTheFile() async throws {
        let exception = try await exception(Self.thrower + "\n//# sourceURL=other.js")
        #expect(frames(exception).first?.hasPrefix("    at f (other.js:2:") == true, "\(exception.stack ?? "")")
    }
}
