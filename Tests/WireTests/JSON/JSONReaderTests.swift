import Testing
import Wire

@Suite struct JSONReaderTests {
    private func reader(_ text: String) -> JSONReader {
        JSONReader(Array(text.utf8))
    }

    @Test func readsAMessage() throws {
        var reader = reader(
            #" {"id" : 7, "name":"f\n", "on":true,"off":false,"none":null,"list":[1, 2.5 ,[] ],"rest":{"x":[{}]}} "#)
        var seen: [String] = []
        try reader.beginObject()
        while let key = try reader.nextKey() {
            seen.append(key.description)
            switch key {
            case "id": #expect(try reader.integer() == 7)
            case "name": #expect(try reader.string() == "f\n")
            case "on": #expect(try reader.bool())
            case "off": #expect(try !reader.bool())
            case "none": try reader.null()
            case "list":
                try reader.beginArray()
                #expect(try reader.nextElement())
                #expect(try reader.number() == 1)
                #expect(try reader.nextElement())
                #expect(try reader.number() == 2.5)
                #expect(try reader.nextElement())
                try reader.beginArray()
                #expect(try !reader.nextElement())
                #expect(try !reader.nextElement())
            default: #expect(try reader.skip().count == #"{"x":[{}]}"#.utf8.count)
            }
        }
        try reader.end()
        #expect(seen == ["id", "name", "on", "off", "none", "list", "rest"])
    }

    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "1.5", "1e5", "1E+5", "1e-5", "0.0", "0e0", "123456789012345678901234567890",
        "1e-400",
        #""""#, #""a""#, #""\"\\\/\b\f\n\r\t""#, #""\u0000\uABCD\uabcd""#, "\"\u{7f}é漢\u{1F600}\"", #""\ud800""#,
        "true", "false", "null", "[]", "[ ]", "{}", "{ }", "[1]", "[1,2]", " [ 1 , 2 ] ", "\t\r\n [\n]\r",
        #"{"a":1}"#, #"{"a":1,"a":2}"#, #"{"":{"":[]}}"#, #"[[[[[[{"a":[{}]}]]]]]]"#,
    ])
    func valid(text: String) throws {
        var reader = reader(text)
        let range = try reader.skip()
        try reader.end()
        let trimmed = Array(text.utf8)[range]
        #expect(!trimmed.isEmpty && trimmed.first != 0x20 && trimmed.last != 0x20)
    }

    @Test(arguments: [
        "", " ", "nul", "nulll", "True", "tru", "falsee", "undefined", "NaN", "Infinity", "-", "+1", "01", "-01", "1.",
        ".5",
        "1e", "1e+", "0x10", "1_000", "1 2", "1,", "[", "]", "{", "}", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1}",
        "{]",
        "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a":1"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#,
        #"{a:1}"#,
        #"{'a':1}"#, "'a'", #"""#, #""a"#, #""\"#, #""\"x"#, #""\a""#, #""\u12""#, #""\u12G4""#, #""\u""#, "\"\u{1}\"",
        "\"\n\"",
        "\"\t\"", "[1]//", "/**/1", "\u{FEFF}1", "\u{A0}1", "[1]]", "{}{}", "--1", "1.5.5", "1e1.5", "\u{0}", "1\u{0}",
    ])
    func invalid(text: String) {
        #expect(throws: JSONError.self) {
            var reader = reader(text)
            _ = try reader.skip()
            try reader.end()
        }
    }

    @Test(
        arguments: [
            [0x80], [0xC3], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8],
            [0xFF],
            [0x61, 0xE2, 0x82],
        ] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let document = [UInt8](repeating: 0x20, count: 3) + [quote] + Array("0123456789é".utf8) + bytes + [quote]
        var skipping = JSONReader(document)
        #expect(throws: JSONError.self) { try skipping.skip() }
        var reading = JSONReader(document)
        let error = #expect(throws: JSONError.self) { try reading.string() }
        #expect((error?.offset ?? 0) >= 16)
    }

    @Test(
        arguments: [
            (#""\ud83d\ude00""#, Array("\u{1F600}".utf16)), (#""\uD83D\uDE00x""#, Array("\u{1F600}x".utf16)),
            (#""\ud83d""#, [0xD83D]), (#""a\ude00b""#, [0x61, 0xDE00, 0x62]), (#""\ude00\ud83d""#, [0xDE00, 0xD83D]),
            (#""\ud83d\ud83d\ude00""#, [0xD83D, 0xD83D, 0xDE00]), (#""\ud83d\n\ude00""#, [0xD83D, 10, 0xDE00]),
            ("\"\\ud800\u{1F600}é\\u00e9\"", [0xD800, 0xD83D, 0xDE00, 0xE9, 0xE9]), (#""é\ud800""#, [0xE9, 0xD800]),
        ] as [(String, [UInt16])])
    func surrogates(json: String, units: [UInt16]) throws {
        var reader = reader(json)
        let string = try reader.string()
        try reader.end()
        #expect(string.utf16 == units)
        var writer = JSONWriter()
        writer.string(string)
        var again = JSONReader(writer.bytes)
        #expect(try again.string() == string)
    }

    @Test(arguments: [
        ("0", 0), ("-0", -0.0), ("123456789012345", 123_456_789_012_345), ("9007199254740993", 9_007_199_254_740_992),
        ("0.1", 0.1), ("1e23", 1e23), ("8.41e21", 8.41e21), ("5e-324", .leastNonzeroMagnitude),
        ("2.4703282292062327e-324", 0),
        ("2.2250738585072011e-308", Double(bitPattern: 0xF_FFFF_FFFF_FFFF)),
        ("1.7976931348623157e308", .greatestFiniteMagnitude),
        ("100000000000000000000", 1e20), ("1e-400", 0), ("1E3", 1_000),
    ])
    func numbers(text: String, number: Double) throws {
        var reader = reader(text)
        #expect(try reader.number().bitPattern == number.bitPattern)
        try reader.end()
    }

    @Test(arguments: ["1e309", "-1e309", "1e999999999999"])
    func numbersThatNoDoubleHolds(text: String) {
        var reader = reader(text)
        #expect(throws: JSONError.self) { try reader.number() }
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("-17", -17), ("9223372036854775807", .max), ("-9223372036854775808", .min), ("1.0", 1),
        ("1e3", 1_000), ("1234567890123456789", 1_234_567_890_123_456_789),
    ])
    func integers(text: String, integer: Int) throws {
        var reader = reader(text)
        #expect(try reader.integer() == integer)
        try reader.end()
    }

    @Test(arguments: ["0.5", "9223372036854775808", "1e19", "1e400", "\"1\"", "1e-1", "null"])
    func noIntegers(text: String) {
        var reader = reader(text)
        #expect(throws: JSONError.self) { try reader.integer() }
    }

    @Test func aMismatchMovesNothing() throws {
        var reader = reader(" [1]")
        let error = #expect(throws: JSONError.self) { try reader.string() }
        #expect(error?.kind == .mismatch)
        #expect(error?.what == "expected a string, found an array")
        try reader.beginArray()
        #expect(throws: JSONError.self) { try reader.nextKey() }
        #expect(try reader.nextElement())
        #expect(try reader.integer() == 1)
        #expect(throws: JSONError.self) { try reader.end() }
    }

    @Test func partsOfABuffer() throws {
        let bytes = Array("junk[1]junk".utf8)
        var reader = JSONReader(bytes, range: 4..<7)
        #expect(try reader.skip() == 4..<7)
        try reader.end()
        var short = JSONReader(bytes, range: 4..<6)
        #expect(throws: JSONError.self) { try short.skip() }
        var word = JSONReader(Array("true".utf8), range: 0..<3)
        #expect(throws: JSONError.self) { try word.bool() }
        var string = JSONReader(Array(#""abcdefghijkl""#.utf8), range: 0..<9)
        #expect(throws: JSONError.self) { try string.string() }
    }

    @Test func escapesAtEveryPlace() throws {
        for length in 0..<20 {
            for place in 0...length {
                let before = String(repeating: "ä", count: place)
                let after = String(repeating: "b", count: length - place)
                for (escape, text) in [
                    (#"\n"#, "\n"), (#"\\"#, "\\"), (#"\/"#, "/"), (#"\u00e9"#, "\u{e9}"), (#"\u20AC"#, "\u{20ac}"),
                    (#"\ud83d\ude00"#, "\u{1f600}"), (#"\t\b\f\r\""#, "\t\u{8}\u{c}\r\""),
                ] {
                    var reader = reader("\"\(before)\(escape)\(after)\"")
                    #expect(try reader.string() == JSString(before + text + after))
                }
            }
        }
    }

    @Test func base64() throws {
        var reader = reader(#"["AQI=","\/\/8=","A","é"]"#)
        try reader.beginArray()
        #expect(try reader.nextElement())
        #expect(try reader.base64() == [1, 2])
        #expect(try reader.nextElement())
        #expect(try reader.base64() == [0xFF, 0xFF])
        #expect(try reader.nextElement())
        let error = #expect(throws: JSONError.self) { try reader.base64() }
        #expect(error?.path == "$[2]")
        #expect(try reader.nextElement())
        #expect(throws: JSONError.self) { try reader.base64() }
    }
}
