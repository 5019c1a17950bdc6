import Testing
import Wire

@Suite struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func commasAndColons() {
        let text = written { writer in
            writer.beginObject()
            writer.key("a")
            writer.beginArray()
            writer.endArray()
            writer.key("b" as JSString)
            writer.beginArray()
            writer.integer(1)
            writer.string("[")
            writer.string("{")
            writer.string(":")
            writer.null()
            writer.bool(true)
            writer.bool(false)
            writer.beginObject()
            writer.endObject()
            writer.beginObject()
            writer.endObject()
            writer.raw(Array("[2]".utf8))
            writer.base64([1, 2])
            writer.number(0.5)
            writer.endArray()
            writer.endObject()
        }
        #expect(text == #"{"a":[],"b":[1,"[","{",":",null,true,false,{},{},[2],"AQI=",0.5]}"#)
    }

    @Test func aHeaderOrALineIsNoValue() {
        var writer = JSONWriter(appendingTo: [0, 0, 0, 0])
        writer.integer(1)
        writer.bytes.append(UInt8(ascii: "\n"))
        writer.integer(2)
        #expect(writer.bytes == [0, 0, 0, 0] + Array("1\n2".utf8))
    }

    @Test(arguments: [
        ("", #""""#), ("a\"b\\c/", #""a\"b\\c/""#), ("\u{8}\t\n\u{c}\r", #""\b\t\n\f\r""#),
        ("\u{0}\u{1f}\u{7f}", "\"\\u0000\\u001f\u{7f}\""), ("é漢\u{1F600}\u{2028}", "\"é漢\u{1F600}\u{2028}\""),
    ])
    func strings(string: String, json: String) {
        #expect(written { $0.string(string) } == json)
        #expect(written { $0.string(JSString(string)) } == json)
        #expect(
            written {
                $0.beginObject(); $0.key(JSString(string))
            } == "{" + json + ":")
    }

    @Test func loneSurrogates() {
        #expect(written { $0.string(JSString(utf16: [0x61, 0xD800, 0x22, 0xDE00])) } == #""a\ud800\"\ude00""#)
        #expect(written { $0.string(JSString(utf16: [0xD83D, 0xDE00, 0xDFFF])) } == "\"\u{1F600}\\udfff\"")
        #expect(written { $0.string(JSString(utf16: [0xD83D, 0xD83D, 0xDE00])) } == "\"\\ud83d\u{1F600}\"")
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "-0"), (1, "1"), (-12, "-12"), (0.1, "0.1"), (1e21, "1e+21"),
        (.leastNonzeroMagnitude, "5e-324"),
        (9_007_199_254_740_991, "9007199254740991"), (9_007_199_254_740_992, "9007199254740992"),
        (9_007_199_254_740_994, "9.007199254740994e+15"), (-1.7976931348623157e308, "-1.7976931348623157e+308"),
        (1_234_567_890.5, "1234567890.5"),
    ])
    func numbers(number: Double, json: String) {
        #expect(written { $0.number(number) } == json)
    }

    @Test(arguments: [0, 9, 10, -1, 123_456, .max, .min])
    func integers(integer: Int) {
        #expect(written { $0.integer(integer) } == String(integer))
    }

    @Test func everyDoubleComesBack() throws {
        var random = SystemRandomNumberGenerator()
        let numbers = (0..<20_000).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
        let changed = try numbers.filter { number in
            var writer = JSONWriter()
            writer.number(number)
            var reader = JSONReader(writer.bytes)
            let back = try reader.number()
            try reader.end()
            return back.bitPattern != number.bitPattern
        }
        #expect(changed == [])
    }
}
