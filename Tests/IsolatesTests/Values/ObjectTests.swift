import Testing
import Isolates

@Suite struct ObjectTests {
    @Test(arguments: [0, 1, 7, 8, 9, 10, 200])
    func keepsTheOrderOfInsertion(count: Int) {
        var object = Value.Object()
        for n in 0..<count { object["k\(n)"] = Value(n) }
        #expect(object.count == count)
        #expect(object.keys == (0..<count).map { JSString("k\($0)") })
        #expect(object.values == (0..<count).map { Value($0) })
        for n in 0..<count {
            #expect(object["k\(n)"] == Value(n))
            object["k\(n)"] = Value(-n)
            #expect(object[n].value == Value(-n))
        }
        #expect(object["missing"] == nil)
        #expect(!object.contains(key: "missing"))
    }

    @Test func removingKeepsTheRest() {
        var object = Value.Object((0..<12).map { (JSString("\($0)"), Value($0)) })
        for n in stride(from: 0, to: 12, by: 2) {
            object["\(n)"] = nil
            object["\(n)"] = nil
        }
        #expect(object.map(\.value) == [1, 3, 5, 7, 9, 11])
        #expect(object["11"] == 11 && object["10"] == nil)
        object["10"] = 10
        #expect(object.keys.last == "10")
        object["1"] = .some(nil)
        #expect(object["1"] == .null)
    }

    @Test func keysThatRepeat() {
        let object: Value.Object = ["a": 1, "b": 2, "a": 3]
        #expect(object == ["a": 3, "b": 2])
    }

    @Test func keysAreData() {
        var object: Value.Object = ["__proto__": 1, "\u{e9}": 2, "e\u{301}": 3]
        object[JSString(utf16: [0xD800])] = 4
        #expect(object.count == 4)
        #expect(object["e\u{301}"] == 3)
        #expect(object["__proto__"] == 1)
        #expect(object[JSString(utf16: [0xD800])] == 4)
    }

    @Test func copiesAreIndependent() {
        let object: Value.Object = ["a": 1]
        var copy = object
        copy["a"] = 2
        #expect(object["a"] == 1)
    }
}
