import Testing
import Wire

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func theStandardsExamples(text: String, base64: String) {
        #expect(Base64.encode(Array(text.utf8)) == base64)
        #expect(Base64.decode(base64.utf8) == Array(text.utf8))
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zm8", "====", "Zg==Zg==", "=Zg=", "Z===", "Zm9v\n", " Zm9v", "Zm 9", "Zm9-", "Zm9_", "Zh==",
        "Zm9=", "é===",
        "Zm9v====", "!!!", "Zg=g",
    ])
    func isStrict(text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test func everyByteAndEveryLength() {
        let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 3) }
        for length in 0..<bytes.count {
            let part = Array(bytes[..<length])
            let text = Base64.encode(part)
            #expect(text.utf8.count.isMultiple(of: 4))
            #expect(Base64.decode(text.utf8) == part)
        }
        #expect(Base64.encode([0xFB, 0xFF, 0xBF]) == "+/+/")
    }

    @Test func slicesOfBytes() {
        let bytes = Array("xxZm9vxx".utf8)
        #expect(Base64.decode(bytes[2..<6]) == Array("foo".utf8))
    }
}
