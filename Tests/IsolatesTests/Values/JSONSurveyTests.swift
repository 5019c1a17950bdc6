import IsolatesMutation
import Testing
import Wire
@testable import Isolates

/// What is found out about JSON that is handed on unread.
@Suite(.timeLimit(.minutes(1))) struct JSONSurveyTests {
    private func survey(_ text: String) throws -> JSONSurvey {
        var reader = JSONReader(Array(text.utf8), maximumDepth: 10_000)
        let survey = try reader.survey()
        try reader.end()
        return survey
    }

    @Test(arguments: [
        ("1", 0, true), (" [ ] ", 1, true), (#"{"a":[{"b":"$type"},{"b":"\u0024type"}]}"#, 3, true),
        (#"{"$type":"undefined"}"#, 1, false), (#"[{"a":{"b":1,"$type":1}}]"#, 3, false),
        (#"{"\u0024type":"undefined"}"#, 1, false), (#"{"a":1,"b":2,"a":3}"#, 1, false),
        (#"{"a":{"a":{"b":1}},"b":{"a":1}}"#, 3, true), (#"{"a":{"b":1},"b":[{"c":1,"c":2}]}"#, 3, false),
        (#"{"a property":1,"a property2":2,"a property":3}"#, 1, false),
        (#"{"longer_name_1":1,"longer_name_2":2,"longer_xame_2":3}"#, 1, true),
    ])
    func depthAndPlainness(_ text: String, _ depth: Int, _ isPlain: Bool) throws {
        let survey = try survey(text)
        #expect(survey.depth == depth)
        #expect(survey.isPlain == isPlain)
    }

    @Test func objectsWithVeryManyKeysAreNotLookedThrough() throws {
        let members = { (count: Int) in (0..<count).map { "\"k\($0)\":0" }.joined(separator: ",") }
        #expect(try survey("{\(members(64))}").isPlain)
        #expect(try !survey("{\(members(70))}").isPlain)
        #expect(try survey("[\(Array(repeating: "{\(members(40))}", count: 10).joined(separator: ","))]").isPlain)
    }

    /// What is plain is a value whose text stands for itself.
    @Test func whatIsPlainIsAValueLikeAnyOther() throws {
        let samples = [
            #"{"a":1,"b":{"$type":1,"c":[]},"c":{"a":{"a":2}}}"#,
            #"[{"k":"é\ud800","k2":-2.5e10},{"k":null,"k2":true}]"#,
            #"{"$type":"map","value":[[{"a":1},{"a":1,"b":2}]]}"#, #"{"id":{"id":{"id":[[[]]]}},"ie":{"id":1}}"#,
        ]
        var mutator = Mutator(seed: 11, samples: samples.map { Array($0.utf8) })
        var plain = 0
        for _ in 0..<20_000 {
            let input = mutator.input()
            var reader = JSONReader(input)
            guard let survey = try? reader.survey(), (try? reader.end()) != nil, survey.isPlain else { continue }
            plain += 1
            let value = try Value(json: input)
            #expect(try Value(json: value.json()) == value)
        }
        #expect(plain > 500)
    }
}
