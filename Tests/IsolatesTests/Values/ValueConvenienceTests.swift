import Testing
import Isolates

@Suite struct ValueConvenienceTests {
    @Test func literals() {
        let n = 2
        let value: Value = ["a": nil, "b": true, "c": 1, "d": 1.5, "e": "x\(n)", "f": [1, "y"], "g": ["h": [:]]]
        #expect(value["a"] == .null)
        #expect(value["b"]?.bool == true)
        #expect(value["c"]?.int == 1 && value["c"]?.double == 1)
        #expect(value["d"]?.double == 1.5 && value["d"]?.int == nil)
        #expect(value["e"]?.string == "x2")
        #expect(value["f"]?[1]?.string == "y")
        #expect(value["f"]?.array?.count == 2)
        #expect(value["g"]?["h"]?.object?.isEmpty == true)
        #expect(Value("s") == "s" && Value(3) == 3 && Value(0.5) == 0.5 && Value(true) == true && Value([1]) == [1])
    }

    @Test func accessorsConvertNothing() {
        let one: Value = 1, text: Value = "1", none: Value = nil
        #expect(
            one.bool == nil && one.string == nil && one.array == nil && one.object == nil && one["a"] == nil
                && one[0] == nil)
        #expect(text.int == nil && text.double == nil && none.bool == nil)
        #expect(none.isNull && !none.isUndefined && Value.undefined.isUndefined && !Value.undefined.isNull)
        #expect(([1] as Value)[1] == nil && ([1] as Value)[-1] == nil)
        #expect(Value.number(1e300).int == nil && Value.number(.nan).int == nil)
        #expect(Value.string(JSString(utf16: [0xD800])).string == nil)
    }

    @Test func errorsHaveParts() {
        let error = Value.ErrorObject(name: "RangeError", message: "m", stack: "s", cause: 1)
        #expect(
            error.name == "RangeError" && error.message == "m" && error.stack == "s" && error.cause == 1
                && error.errors == nil)
        #expect(error.properties.keys == ["name", "message", "stack", "cause"])
        #expect(Value.error(error)["message"] == "m")
        let odd = Value.ErrorObject(properties: ["name": 5, "errors": [1]])
        #expect(odd.name == "Error" && odd.message == "" && odd.stack == nil && odd.errors == [1])
    }

    @Test func typedArraysHaveElements() {
        func elements(_ kind: Value.TypedArray.Kind, _ bytes: [UInt8]) -> [Value]? {
            Value.TypedArray(kind, bytes: bytes)?.elements
        }
        #expect(elements(.int8, [0xFF, 1]) == [-1, 1])
        #expect(elements(.uint16, [1, 1]) == [257])
        #expect(elements(.float16, [0x00, 0x3C, 0x00, 0xFC]) == [1, .number(-.infinity)])
        #expect(elements(.float32, [0, 0, 0xC0, 0x3F]) == [1.5])
        #expect(elements(.float64, [0, 0, 0, 0, 0, 0, 0xF0, 0xBF]) == [-1])
        #expect(elements(.bigInt64, [UInt8](repeating: 0xFF, count: 8)) == [.bigint("-1")])
        #expect(elements(.bigUint64, [UInt8](repeating: 0xFF, count: 8)) == [.bigint("18446744073709551615")])
        #expect(elements(.int32, [1, 2, 3]) == nil)
        #expect(Value.TypedArray(.uint16, bytes: [1, 2, 3, 4])?.count == 2)
    }

    @Test(
        arguments: [
            (.undefined, "undefined"), (nil, "null"), (1.5, "1.5"), (.number(-0.0), "-0"), (.number(.nan), "NaN"),
            (.bigint("1"), "1n"), ("a\"b", "a\"b"),
            ([1, "a", [:], []], #"[1, "a", {}, []]"#), (["a": 1, "b c": ["x"]], #"{ a: 1, "b c": ["x"] }"#),
            (.map([Value.Entry("k", 1)]), #"Map { "k" => 1 }"#), (.set([]), "Set {}"), (.set([1, 2]), "Set { 1, 2 }"),
            (.error(Value.ErrorObject(name: "TypeError", message: "no")), "TypeError: no"),
            (.date(JSDate(milliseconds: 0)), "1970-01-01T00:00:00.000Z"),
            (.regexp(Value.RegExp(pattern: "a+", flags: "g")!), "/a+/g"), (.symbol(Value.Symbol("x")), "Symbol(x)"),
            (.symbol(Value.Symbol(registered: "x")), "Symbol.for(x)"), (.arraybuffer([1, 2]), "ArrayBuffer(2)"),
            (.typedarray(Value.TypedArray([1, 2])), "Uint8Array(2) [1, 2]"),
            (.identified(1, ["me": .reference(1)]), "<ref *1> { me: [*1] }"),
            (.object(Value.Object(EmptyCollection(), class: .weakMap)), "WeakMap {}"),
        ] as [(Value, String)])
    func descriptions(value: Value, text: String) {
        #expect(value.description == text)
    }
}
