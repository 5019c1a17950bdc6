import IsolatesMutation
import Testing

@testable import Isolates

/// Maps are written by anybody. One that is no map is as none; none does harm.
@Suite(.timeLimit(.minutes(2))) struct HostileMapTests {
    private static let code = "\n\nthrow new Error('boom')"

    private func place(_ map: String, _ context: Context, _ supervisor: Supervisor) async throws -> String {
        let options = RunOptions(timeout: .seconds(20), filename: "gen.js", sourceMap: map)
        let error = try await vmError { try await supervisor.runInContext(Self.code, context, options: options) }
        let exception = try #require(error.exception, "\(error)")
        #expect(exception.message == "boom" && exception.name == "Error")
        let lines = (exception.stack ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.filter { $0.hasPrefix("    at ") }.count == 1)
        return exception.filename ?? ""
    }

    @Test func noneDoesHarm() async throws {
        let mappings: (String) -> String = { #"{"version":3,"sources":["s"],"mappings":"\#($0)"}"# }
        let maps = [
            "", "null", "1", "[]", "{}", "{\"version\":3}",
            "{\"version\":2,\"sources\":[\"s\"],\"mappings\":\";;AAAA\"}",
            #"{"version":3,"sources":"s","mappings":";;AAAA"}"#, #"{"version":3,"sources":[],"mappings":";;AAAA"}"#,
            #"{"version":3,"sources":[null],"mappings":";;AAAA"}"#,
            #"{"version":3,"sources":[{}],"mappings":";;AAAA"}"#,
            #"{"version":3,"sources":["a\nb"],"mappings":";;AAAA"}"#,
            #"{"version":3,"sources":["    at f (x:1:1)\u2028"],"mappings":";;AAAA"}"#,
            #"{"version":3,"sections":[{"offset":{"line":"x","column":0},"map":{}}]}"#,
            #"{"version":3,"sections":[null]}"#, #"{"version":3,"sections":7}"#,
            #"{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":{"version":3,"sections":[]}}]}"#,
            mappings(";;!!"), mappings(";;AA"), mappings(";;AAA"), mappings(";;AAAAAA"), mappings(";;gggggggggggggggA"),
            mappings(";;D"), mappings(";;AADA"), mappings(";;AAAD"), mappings(";;é"), mappings(";;A"),
            mappings(String(repeating: "g", count: 1_000_000)), mappings(String(repeating: ";", count: 5_000_000)),
            mappings(";;" + String(repeating: "A,", count: 5_000_000)), String(repeating: "[", count: 1_000_000),
            "{\"version\":3,\"sources\":[\"s\"],\"mappings\":\";;AAAA\"",
        ]
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            for map in maps {
                #expect(try await place(map, context, supervisor) == "gen.js", "\(map.prefix(100))")
            }
            #expect(try await place(mappings(";;AAAA"), context, supervisor) == "s")
        }
    }

    /// Neither does one with some bytes changed: the error arrives, and so does the next.
    @Test func mutationsOfAGoodMap() async throws {
        let good = MapText(
            segments: [(0, 0, 0, 1, 1), (2, 0, 0, 5, 5), (2, 6, 1, 500, 70_000)], sources: ["a", "b"],
            sourcesContent: ["x\ny", nil]
        ).json
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            var mutator = Mutator(seed: 426, samples: [Array(good.utf8)])
            for _ in 0..<300 {
                _ = try await place(String(decoding: mutator.input(), as: UTF8.self), context, supervisor)
            }
            #expect(try await supervisor.runInContext("6 * 7", context) == 42)
        }
    }
}
