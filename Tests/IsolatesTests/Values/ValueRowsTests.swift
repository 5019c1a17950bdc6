import Testing
@testable import Isolates

/// Every row of values.md, in both directions.
@Suite struct ValueRowsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let json: String
        let value: Value
        var testDescription: String { json }

        init(_ json: String, _ value: Value) {
            self.json = json
            self.value = value
        }
    }

    static func object(_ properties: Value.Object, _ name: Value.Object.Class) -> Value {
        var object = properties
        object.class = name
        return .object(object)
    }

    static let plain: [Row] = [
        Row("null", nil), Row("true", true), Row("false", false), Row("0", 0), Row("-1.5", -1.5), Row("1e+300", 1e300),
        Row(#""""#, ""), Row(#""a\n\"é漢😀""#, "a\n\"é漢😀"), Row(#""a\ud800""#, .string(JSString(utf16: [0x61, 0xD800]))),
        Row("[]", []), Row("[1,[\"a\",null]]", [1, ["a", nil]]), Row("{}", [:]),
        Row(#"{"b":1,"a":{"x":[]}}"#, ["b": 1, "a": ["x": []]]),
        Row(#"{"__proto__":{"constructor":1},"toString":2}"#, ["__proto__": ["constructor": 1], "toString": 2]),
        Row(#"{"\udc00":1}"#, .object(Value.Object([(JSString(utf16: [0xDC00]), Value(1))]))),
        Row(#"{"value":1,"id":2,"class":"Proxy"}"#, ["value": 1, "id": 2, "class": "Proxy"]),
    ]

    static let scalars: [Row] = [
        Row(#"{"$type":"undefined"}"#, .undefined),
        Row(#"{"$type":"number","value":"NaN"}"#, .number(.nan)),
        Row(#"{"$type":"number","value":"Infinity"}"#, .number(.infinity)),
        Row(#"{"$type":"number","value":"-Infinity"}"#, .number(-.infinity)),
        Row(#"{"$type":"number","value":"-0"}"#, .number(-0.0)),
        Row(#"{"$type":"bigint","value":"0"}"#, .bigint("0")),
        Row(
            #"{"$type":"bigint","value":"-123456789012345678901234567890"}"#, .bigint("-123456789012345678901234567890")
        ),
        Row(#"{"$type":"symbol","value":"x"}"#, .symbol(Value.Symbol("x"))),
        Row(#"{"$type":"symbol","value":""}"#, .symbol(Value.Symbol(""))),
        Row(#"{"$type":"symbol","value":null}"#, .symbol(Value.Symbol(nil))),
        Row(#"{"$type":"symbol","value":"x","registered":true}"#, .symbol(Value.Symbol(registered: "x"))),
        Row(#"{"$type":"date","value":"2026-01-02T03:04:05.678Z"}"#, .date(JSDate(milliseconds: 1_767_323_045_678))),
        Row(#"{"$type":"date","value":"+275760-09-13T00:00:00.000Z"}"#, .date(JSDate(milliseconds: 8.64e15))),
        Row(#"{"$type":"date","value":null}"#, .date(.invalid)),
        Row(
            #"{"$type":"regexp","value":{"pattern":"a+","flags":"gi"}}"#,
            .regexp(Value.RegExp(pattern: "a+", flags: "gi")!)),
        Row(#"{"$type":"regexp","value":{"pattern":"(?:)","flags":""}}"#, .regexp(Value.RegExp(pattern: "(?:)")!)),
    ]

    static let collections: [Row] = [
        Row(#"{"$type":"map","value":[]}"#, .map([])),
        Row(
            #"{"$type":"map","value":[["k",1],[{"$type":"number","value":"NaN"},[]]]}"#,
            .map([Value.Entry("k", 1), Value.Entry(.number(.nan), [])])),
        Row(#"{"$type":"set","value":[1,{"$type":"set","value":[]}]}"#, .set([1, .set([])])),
        Row(
            #"{"$type":"error","value":{"name":"TypeError","message":"m","stack":"s","code":7,"cause":{"$type":"undefined"}}}"#,
            .error(
                Value.ErrorObject(properties: [
                    "name": "TypeError", "message": "m", "stack": "s", "code": 7, "cause": .undefined,
                ]))),
        Row(
            #"{"$type":"error","value":{"message":5,"name":null}}"#,
            .error(Value.ErrorObject(properties: ["message": 5, "name": nil]))),
        Row(#"{"$type":"error","value":{"$type":1}}"#, .error(Value.ErrorObject(properties: ["$type": 1]))),
        Row(#"{"$type":"object","value":{"$type":"date","value":null}}"#, ["$type": "date", "value": nil]),
        Row(
            #"{"$type":"object","value":{"a":{"$type":"object","value":{"$type":1}}},"class":"WeakRef"}"#,
            object(["a": ["$type": 1]], .weakRef)),
    ]

    static let bytes: [Row] = [
        Row(#"{"$type":"arraybuffer","value":""}"#, .arraybuffer([])),
        Row(#"{"$type":"arraybuffer","value":"AP8="}"#, .arraybuffer([0, 255])),
        Row(
            #"{"$type":"typedarray","value":{"type":"Uint16Array","data":"AQIDBA=="}}"#,
            .typedarray(Value.TypedArray(.uint16, bytes: [1, 2, 3, 4])!)),
    ]

    static let handles: [Row] = [
        Row(
            #"{"$type":"function","value":{"name":"f","length":1,"handle":"h1"}}"#,
            .function(Value.Function(name: "f", length: 1, handle: "h1"))),
        Row(
            #"{"$type":"function","value":{"name":"","length":0,"handle":"","async":true}}"#,
            .function(Value.Function(name: "", handle: "", isAsync: true))),
        Row(#"{"$type":"promise","value":{"handle":"p1"}}"#, .promise(Value.Promise(handle: "p1"))),
    ]

    @Test(arguments: plain + scalars + collections + bytes + handles)
    func bothWays(row: Row) throws {
        #expect(try Value(json: row.json) == row.value)
        #expect(try row.value.text() == row.json)
        #expect(try Value(json: " [ \(row.json) ] ") == [row.value])
    }

    @Test(arguments: Value.TypedArray.Kind.allCases)
    func typedArrays(kind: Value.TypedArray.Kind) throws {
        let value = Value.typedarray(Value.TypedArray(kind, bytes: Array(0..<16))!)
        let json = #"{"$type":"typedarray","value":{"type":"\#(kind.rawValue)","data":"AAECAwQFBgcICQoLDA0ODw=="}}"#
        #expect(try value.text() == json)
        #expect(try Value(json: json) == value)
    }

    @Test(arguments: Value.Object.Class.allCases)
    func classes(name: Value.Object.Class) throws {
        let json = #"{"$type":"object","value":{},"class":"\#(name.rawValue)"}"#
        #expect(try Value(json: json).object?.class == name)
        #expect(try Value(json: json).text() == json)
    }

    @Test func functionsKeepAllTheirParts() throws {
        let json = #"{"$type":"function","value":{"name":"\ud800","length":2,"handle":"h"}}"#
        let function = try #require(try Value(json: json).function)
        #expect(function.name.utf16 == [0xD800] && function.length == 2 && function.handle == "h" && !function.isAsync)
        #expect(try Value.function(function).text() == json)
    }

    /// What other writers may send for the same.
    @Test(arguments: [
        Row("-0", .number(-0.0)), Row("1.0", 1), Row(#"{"$type":"array","value":[1]}"#, [1]),
        Row(#"{"$type":"object","value":{"a":1}}"#, ["a": 1]),
        Row(#"{"$type":"symbol","value":"x","registered":false}"#, .symbol(Value.Symbol("x"))),
        Row(#"{"$type":"function","value":{"handle":"h"}}"#, .function(Value.Function(name: "", handle: "h"))),
        Row(#"{"\u0024type":"undefined"}"#, .undefined),
        Row(#"{"$type":"arraybuffer","value":"\/\/8="}"#, .arraybuffer([255, 255])),
        Row(
            #"{"$type":"regexp","value":{"flags":"yg","pattern":"a"}}"#,
            .regexp(Value.RegExp(pattern: "a", flags: "yg")!)),
        Row(
            #"{"$type":"typedarray","value":{"data":"AA==","type":"Int8Array"}}"#,
            .typedarray(Value.TypedArray(.int8, bytes: [0])!)),
    ])
    func otherSpellings(row: Row) throws {
        #expect(try Value(json: row.json) == row.value)
    }

    @Test func asyncMayStandBesideTheValue() throws {
        let json = #"{"$type":"function","value":{"name":"f","handle":"h"},"async":true}"#
        let function = try #require(try Value(json: json).function)
        #expect(function.isAsync && function.name == "f")
    }

    /// JSON's members have no order.
    @Test(arguments: [
        Row(#"{"value":null,"$type":"date"}"#, .date(.invalid)),
        Row(
            #"{"value":{"value":[{"value":[["k",{"value":"1","$type":"bigint"}]],"$type":"map"}],"$type":"set"},"a":1}"#,
            ["value": .set([.map([Value.Entry("k", .bigint("1"))])]), "a": 1]),
        Row(#"{"class":"Proxy","value":{"value":1},"$type":"object"}"#, object(["value": 1], .proxy)),
        Row(#"{"registered":true,"value":"x","$type":"symbol"}"#, .symbol(Value.Symbol(registered: "x"))),
        Row(
            #"[{"id":1,"x":{"value":[],"$type":"set"}},{"value":[],"$type":"set"},{"value":{"$type":1},"$type":"object"}]"#,
            [["id": 1, "x": .set([])], .set([]), ["$type": 1]]),
    ])
    func membersInAnyOrder(row: Row) throws {
        #expect(try Value(json: row.json) == row.value)
    }
}
