import Testing
import Wire

@Suite(.timeLimit(.minutes(1))) struct JSONReaderHostileTests {
    @Test(arguments: ["[", #"{"a":"#, "[[],"])
    func endlessNestingIsAnError(unit: String) {
        // More than the reader looks at before it stops, in a frame that is as large as it says.
        let opening = Array(String(repeating: unit, count: 10_000).utf8)
        let bytes = opening + [UInt8](repeating: UInt8(ascii: "["), count: 100_000_000)
        var reader = JSONReader(bytes)
        let error = #expect(throws: JSONError.self) { try reader.skip() }
        #expect(error?.kind == .tooDeep)
        #expect((error?.path.utf8.count ?? .max) < 10_000)
    }

    @Test func nestingAtTheLimitIsNone() throws {
        for (depth, fits) in [(1_100, true), (1_101, false)] {
            let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            var reader = JSONReader(Array(text.utf8))
            let read = try? reader.skip()
            #expect((read != nil) == fits)
        }
        var flat = JSONReader(Array("[[1]]".utf8), maximumDepth: 1)
        #expect(throws: JSONError.self) { try flat.skip() }
    }

    @Test func deepButAllowedNestingTakesNoStack() throws {
        let depth = 1_000_000
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        var reader = JSONReader(Array(text.utf8), maximumDepth: .max)
        #expect(try reader.skip().count == 2 * depth)
    }

    @Test func longScalars() throws {
        let digits = String(repeating: "9", count: 1_000_000)
        var number = JSONReader(Array((digits + "e-999999").utf8))
        #expect(try number.number() == 10)
        var huge = JSONReader(Array(digits.utf8))
        #expect(throws: JSONError.self) { try huge.number() }
        var string = JSONReader(Array(("\"" + String(repeating: "\\ud800x", count: 200_000) + "\"").utf8))
        #expect(try string.string().utf16.count == 400_000)
    }

    @Test func everyTruncationAndEveryByteIsHandled() {
        let document = Array(#"{"a":[1,-2.5e3,"é\u00e9\ud800",true,false,null,{}],"b":{"c":[]}}"#.utf8)
        for length in document.indices {
            var reader = JSONReader(Array(document[..<length]))
            #expect(throws: JSONError.self) { try reader.skip() }
        }
        for index in document.indices {
            for byte in UInt8.min ... .max {
                var changed = document
                changed[index] = byte
                var reader = JSONReader(changed)
                _ = try? reader.skip()
            }
        }
    }
}
