import Testing
import Wire

@Suite struct JSStringTests {
    @Test func comparesCodeUnitsNotCharacters() {
        let composed: JSString = "\u{e9}", decomposed: JSString = "e\u{301}"
        #expect("\u{e9}" == "e\u{301}", "Swift calls them equal")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, composed]).count == 2)
        // Canonically equal, and the same number of UTF-8 bytes: K and the kelvin sign are not, these two are.
        #expect(JSString("\u{1100}\u{1161}") != JSString("\u{AC00}"))
        #expect(JSString("a\u{301}\u{323}") != JSString("a\u{323}\u{301}"))
    }

    @Test func wellFormedUnitsAreText() {
        #expect(JSString(utf16: Array("a\u{1F600}".utf16)) == "a\u{1F600}")
        #expect(JSString(utf16: [0xD83D, 0xDE00]).string == "\u{1F600}")
        #expect(JSString(utf16: []).isEmpty)
        #expect(JSString(utf16: [0x61]).hashValue == JSString("a").hashValue)
    }

    @Test(
        arguments: [[0xD800], [0xDC00], [0x61, 0xD800, 0x62], [0xDE00, 0xD83D], [0xD800, 0xD800, 0xDC00]] as [[UInt16]])
    func loneSurrogatesStay(units: [UInt16]) {
        let string = JSString(utf16: units)
        #expect(string.string == nil)
        #expect(string.utf16 == units)
        #expect(!string.isEmpty)
        #expect(string == JSString(utf16: units))
        #expect(string.description.unicodeScalars.contains("\u{FFFD}"))
        #expect(string != JSString(string.description))
    }

    @Test func literalsAndInterpolation() {
        let n = 3
        let string: JSString = "n = \(n)"
        #expect(string.string == "n = 3")
        #expect("\(string)!" == "n = 3!")
    }
}
