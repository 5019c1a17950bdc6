import Foundation
import Testing

@testable import Isolates

/// Errors of code that has a source map are placed in what it was made from.
@Suite(.timeLimit(.minutes(1))) struct SourceMapTests {
    /// Line 2 of the code, from column 4 on, was line 11, column 3 of the source.
    private static let code = "function f() {\n    throw new RangeError('r');\n}\nf();"
    private static let map = MapText(
        segments: [(0, 0, 0, 8, 0), (1, 4, 0, 10, 2), (3, 0, 0, 19, 6)], sources: ["../src/a.x"],
        sourcesContent: [(1...20).map { "  line \($0)" }.joined(separator: "\n")])

    private func exception(
        _ code: String = code, map: String?, filename: String = "/lib/dist/a.js", type: CodeType? = nil,
        sourceMaps: Bool = true, modules: (any ModuleResolver)? = nil
    ) async throws -> ScriptException {
        try await withSupervisor { supervisor in
            let options = RunOptions(filename: filename, type: type, sourceMap: map)
            let contextOptions = ContextOptions(modules: modules, sourceMaps: sourceMaps)
            let error = try await vmError {
                try await supervisor.runInNewContext(code, options: options, contextOptions: contextOptions)
            }
            return try #require(error.exception)
        }
    }

    private func expectSource(_ exception: ScriptException, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(exception.filename == "/lib/src/a.x", sourceLocation: sourceLocation)
        #expect(exception.line == 11 && exception.column == 3, sourceLocation: sourceLocation)
        #expect(
            exception.stack == """
                /lib/src/a.x:11
                  line 11
                  ^

                RangeError: r
                    at f (/lib/src/a.x:11:3)
                    at /lib/src/a.x:20:7
                """, sourceLocation: sourceLocation)
    }

    @Test func placeFramesAndExcerpt() async throws {
        expectSource(try await exception(map: Self.map.json))
    }

    @Test func aMapInAComment() async throws {
        let base64 = Data(Self.map.json.utf8).base64EncodedString()
        let comment = "\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,\(base64)"
        for ending in ["", "\n", "\n// more\n//# sourceURL=/lib/dist/a.js\n"] {
            expectSource(try await exception(Self.code + comment + ending, map: nil))
        }
        let escaped = Self.map.json.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        expectSource(
            try await exception(Self.code + "\n//# sourceMappingURL=data:application/json,\(escaped)", map: nil))
        // In a literal it is no comment.
        let inLiteral = try await exception(Self.code + ";`" + comment + "\n`", map: nil)
        #expect(inLiteral.filename == "/lib/dist/a.js" && inLiteral.line == 2)
    }

    @Test func aModuleHasOne() async throws {
        let main = try await exception(
            Self.code, map: Self.map.json, type: .module, modules: .map([:]))
        expectSource(main)
        let imported = try await exception(
            "import '/lib/dist/a.js'", map: nil, filename: "main", type: .module,
            modules: .map([
                "/lib/dist/a.js": ModuleSource(id: "/lib/dist/a.js", source: Self.code, sourceMap: Self.map.json)
            ]))
        #expect(imported.filename == "/lib/src/a.x" && imported.line == 11)
    }

    @Test func itCanBeTurnedOff() async throws {
        let exception = try await exception(map: Self.map.json, sourceMaps: false)
        #expect(exception.filename == "/lib/dist/a.js" && exception.line == 2)
    }

    /// For one script or module alone, whether its map stands beside it or in a comment.
    @Test(arguments: [nil, CodeType.module])
    func itCanBeTurnedOffForARun(_ type: CodeType?) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map([:]))
            let base64 = Data(Self.map.json.utf8).base64EncodedString()
            let comment = "\n//# sourceMappingURL=data:application/json;base64,\(base64)"
            var options = RunOptions(type: type, sourceMaps: false)
            options.filename = "/lib/dist/a.js"
            for (code, map) in [(Self.code, Self.map.json), (Self.code + comment, nil)] {
                let code = "{\(code)\n}"
                options.sourceMap = map
                let error = try await vmError { try await supervisor.runInContext(code, context, options: options) }
                #expect(error.exception?.filename == "/lib/dist/a.js" && error.exception?.line == 2, "\(error)")
            }
            let script = try await supervisor.script(Self.code, sourceMap: Self.map.json, sourceMaps: false)
            let error = try await vmError { try await script.runInNewContext() }
            #expect(error.exception?.line == 2)
        }
    }

    /// What the console shows, what a rejection and a result hold, all name the source.
    @Test func whereverAnErrorGoes() async throws {
        try await withSupervisor { supervisor in
            let code = "const e = new Error('e');\nconsole.log(e);\ne;"
            let map = MapText(segments: [(0, 0, 0, 40, 0)], sources: ["e.x"]).json
            let context = try await supervisor.createContext()
            let result: Value = try await supervisor.runInContext(
                code, context, options: RunOptions(filename: "e.js", sourceMap: map))
            guard case .error(let error) = result.bare else { throw ExpectedError() }
            #expect(error.stack == "Error: e\n    at e.x:41:1")
        }
    }

    private struct ExpectedError: Error {}

    /// Offsets count: the map is of the code, not of the file that it stands in.
    @Test func offsetsAreNotTheMaps() async throws {
        try await withSupervisor { supervisor in
            let options = RunOptions(
                filename: "/lib/dist/a.js", lineOffset: 100, columnOffset: 7, sourceMap: Self.map.json)
            let error = try await vmError { try await supervisor.runInNewContext(Self.code, options: options) }
            #expect(error.exception?.line == 11 && error.exception?.filename == "/lib/src/a.x")
        }
    }

    @Test(arguments: [
        ("a.x", nil, "dist/a.js", "dist/a.x"), ("../a.x", nil, "dist/a.js", "a.x"), ("./a.x", "src", "a.js", "src/a.x"),
        ("/r/a.x", "src", "dist/a.js", "/r/a.x"), ("https://e.org/../a.x", nil, "a.js", "https://e.org/a.x"),
        ("../../a.x", nil, "d/a.js", "../a.x"), ("a.x", "webpack:///", "a.js", "webpack:///a.x"),
    ])
    func namesAreRelativeToTheScript(source: String, root: String?, script: String, name: String) async throws {
        var map = Self.map
        map.sources = [source]
        map.sourceRoot = root
        #expect(try await exception(map: map.json, filename: script).filename == name)
    }

    @Test func sections() async throws {
        let map = #"{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":\#(Self.map.json)}]}"#
        expectSource(try await exception(map: map))
        expectSource(try await exception(map: ")]}'\n" + Self.map.json))
    }
}
