import Testing
import Isolates

@Suite struct MalformedValueTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let json: String
        let path: String
        var testDescription: String { json }

        init(_ json: String, _ path: String) {
            self.json = json
            self.path = path
        }
    }

    static let types: [Case] = [
        Case(#"{"$type":"noSuchType","value":1}"#, "$.$type"), Case(#"{"$type":""}"#, "$.$type"),
        Case(#"{"$type":1}"#, "$.$type"),
        Case(#"{"$type":"Date","value":null}"#, "$.$type"), Case(#"{"$type":"\ud800"}"#, "$.$type"),
        Case(#"{"$type":null}"#, "$.$type"),
        Case(#"{"$type":"date"}"#, "$"), Case(#"{"$type":"map","id":1}"#, "$"),
        Case(#"{"value":1,"$type":1}"#, "$.$type"),
        Case(#"{"$type":"undefined","value":null}"#, "$.value"),
        Case(#"{"$type":"date","$type":"date","value":null}"#, "$.$type"),
        Case(#"{"a":1,"$type":"date"}"#, "$.$type"), Case(#"{"$type":"date","value":null,"x":1}"#, "$.x"),
        Case(#"{"$type":"date","value":null,"value":null}"#, "$.value"),
        Case(#"{"$type":"date","value":null,"class":"Proxy"}"#, "$.class"),
        Case(#"{"$type":"date","value":null,"registered":true}"#, "$.registered"), Case(#"{"a":1,"b":2,"a":3}"#, "$.a"),
        Case(#"{"value":1,"$type":"set","$type":"map"}"#, "$.value"), Case(#"{"id":1,"b":2,"$type":"map"}"#, "$.$type"),
    ]

    static let scalars: [Case] = [
        Case(#"{"$type":"number","value":"nan"}"#, "$.value"), Case(#"{"$type":"number","value":"1"}"#, "$.value"),
        Case(#"{"$type":"number","value":1}"#, "$.value"),
        Case(#"{"$type":"bigint","value":"12abc"}"#, "$.value"), Case(#"{"$type":"bigint","value":""}"#, "$.value"),
        Case(#"{"$type":"bigint","value":"-"}"#, "$.value"), Case(#"{"$type":"bigint","value":"-0"}"#, "$.value"),
        Case(#"{"$type":"bigint","value":"007"}"#, "$.value"), Case(#"{"$type":"bigint","value":"+1"}"#, "$.value"),
        Case(#"{"$type":"bigint","value":" 1"}"#, "$.value"), Case(#"{"$type":"bigint","value":"0x1"}"#, "$.value"),
        Case(#"{"$type":"bigint","value":1}"#, "$.value"), Case(#"{"$type":"bigint","value":"١"}"#, "$.value"),
        Case(#"{"$type":"symbol","value":1}"#, "$.value"),
        Case(#"{"$type":"symbol","value":null,"registered":true}"#, "$"),
        Case(#"{"$type":"symbol","value":"x","registered":1}"#, "$.registered"),
        Case(#"{"$type":"date","value":0}"#, "$.value"),
        Case(#"{"$type":"date","value":"2026-02-30T00:00:00.000Z"}"#, "$.value"),
        Case(#"{"$type":"date","value":"\ud800"}"#, "$.value"),
        Case(#"{"$type":"regexp","value":{"pattern":"(","flags":"zz"}}"#, "$.value"),
        Case(#"{"$type":"regexp","value":{"pattern":"a","flags":"gg"}}"#, "$.value"),
        Case(#"{"$type":"regexp","value":{"pattern":"a","flags":"uv"}}"#, "$.value"),
        Case(#"{"$type":"regexp","value":{"pattern":"a"}}"#, "$.value"),
        Case(#"{"$type":"regexp","value":{"flags":""}}"#, "$.value"),
        Case(#"{"$type":"regexp","value":{"pattern":"a","flags":"","x":1}}"#, "$.value.x"),
        Case(#"{"$type":"regexp","value":"/a/"}"#, "$.value"),
        Case(#"{"$type":"regexp","value":{"pattern":1,"flags":""}}"#, "$.value.pattern"),
    ]

    static let shapes: [Case] = [
        Case(#"{"$type":"map","value":{}}"#, "$.value"), Case(#"{"$type":"map","value":[1]}"#, "$.value[0]"),
        Case(#"{"$type":"map","value":[["a",1],[]]}"#, "$.value[1]"),
        Case(#"{"$type":"map","value":[["a"]]}"#, "$.value[0]"),
        Case(#"{"$type":"map","value":[["a",1,2]]}"#, "$.value[0][2]"),
        Case(#"{"$type":"set","value":"ab"}"#, "$.value"),
        Case(#"{"$type":"error","value":"x"}"#, "$.value"),
        Case(#"{"$type":"error","value":{"a":1,"a":1}}"#, "$.value.a"),
        Case(#"{"$type":"object","value":[]}"#, "$.value"), Case(#"{"$type":"array","value":{}}"#, "$.value"),
        Case(#"{"$type":"object","value":{},"class":"Map"}"#, "$.class"),
        Case(#"{"$type":"object","value":{},"class":null}"#, "$.class"),
        Case(#"{"$type":"arraybuffer","value":"A"}"#, "$.value"),
        Case(#"{"$type":"arraybuffer","value":"AA"}"#, "$.value"),
        Case(#"{"$type":"arraybuffer","value":[1]}"#, "$.value"),
        Case(#"{"$type":"arraybuffer","value":"A-_="}"#, "$.value"),
        Case(#"{"$type":"typedarray","value":{"type":"Uint32Array","data":"!!!"}}"#, "$.value.data"),
        Case(#"{"$type":"typedarray","value":{"type":"Uint32Array","data":"AAAA"}}"#, "$.value"),
        Case(#"{"$type":"typedarray","value":{"type":"Array","data":""}}"#, "$.value.type"),
        Case(#"{"$type":"typedarray","value":{"data":""}}"#, "$.value"),
        Case(#"{"$type":"typedarray","value":{"type":"Int8Array"}}"#, "$.value"),
        Case(#"{"$type":"typedarray","value":{"type":"Int8Array","data":"","length":0}}"#, "$.value.length"),
        Case(#"{"$type":"function","value":{"name":"f","length":1}}"#, "$.value"),
        Case(#"{"$type":"function","value":{"handle":1}}"#, "$.value.handle"),
        Case(#"{"$type":"function","value":{"handle":"h","length":0.5}}"#, "$.value.length"),
        Case(#"{"$type":"function","value":{"handle":"h","x":1}}"#, "$.value.x"),
        Case(#"{"$type":"function","value":{"handle":"\udc00"}}"#, "$.value.handle"),
        Case(#"{"$type":"promise","value":{}}"#, "$.value"),
        Case(#"{"$type":"promise","value":{"handle":"a","handle":"b"}}"#, "$.value.handle"),
    ]

    static let identities: [Case] = [
        Case(#"{"$type":"ref","value":99}"#, "$.value"), Case(#"{"a":[{"$type":"ref","value":99}]}"#, "$.a[0].value"),
        Case(#"[{"$type":"ref","value":1},{"$type":"array","id":1,"value":[]}]"#, "$[1].id"),
        Case(#"[{"$type":"ref","value":1},{"$type":"array","value":[],"id":1}]"#, "$[1].id"),
        Case(#"[{"$type":"array","id":1,"value":[]},{"$type":"set","id":1,"value":[]}]"#, "$[1].id"),
        Case(#"[{"$type":"array","id":1,"value":[]},{"$type":"set","value":[],"id":1}]"#, "$[1].id"),
        Case(#"{"$type":"array","id":1,"value":[],"id":1}"#, "$.id"),
        Case(#"{"$type":"array","id":1.5,"value":[]}"#, "$.id"),
        Case(#"{"$type":"array","id":"1","value":[]}"#, "$.id"), Case(#"{"$type":"ref","value":"1"}"#, "$.value"),
        Case(#"{"$type":"ref","id":1,"value":1}"#, "$.id"), Case(#"{"$type":"bigint","id":1,"value":"1"}"#, "$.id"),
        Case(#"{"$type":"undefined","id":1}"#, "$.id"), Case(#"{"$type":"number","id":1,"value":"NaN"}"#, "$.id"),
    ]

    static let text: [Case] = [
        Case("", "$"), Case("[1,]", "$[1]"), Case(#"{"a":[1,{"b c":tru}]}"#, #"$.a[1]["b c"]"#), Case("[1]]", "$"),
        Case("[1e999]", "$[0]"),
        Case(#"["\x"]"#, "$[0]"), Case("NaN", "$"),
    ]

    @Test(arguments: types + scalars + shapes + identities + text)
    func isRefusedWithItsPath(malformed: Case) {
        let error = #expect(throws: ValueError.self) { try Value(json: malformed.json) }
        #expect(error?.code == .malformed)
        #expect(error?.path == malformed.path)
        let inside = #expect(throws: ValueError.self) { try Value(json: #"{"x":[0,\#(malformed.json)]}"#) }
        #expect(inside?.code == .malformed)
    }

    struct Unwritable: Sendable {
        let value: Value
        let path: String
    }

    @Test(arguments: [
        Unwritable(value: ["a": [.bigint("x")]], path: "$.a[0].value"),
        Unwritable(value: .bigint(""), path: "$.value"),
        Unwritable(value: [["b c": .reference(1)]], path: #"$[0]["b c"].value"#),
        Unwritable(value: [.reference(1), .identified(1, [])], path: "$[0].value"),
        Unwritable(value: .map([Value.Entry(1, .reference(1))]), path: "$.value[0][1].value"),
        Unwritable(value: .map([Value.Entry(1, 2), Value.Entry(.bigint("1n"), 1)]), path: "$.value[1][0].value"),
        Unwritable(value: .set([.identified(1, 5)]), path: "$.value[0]"),
        Unwritable(value: .identified(1, .identified(2, [])), path: "$"),
        Unwritable(value: .identified(1, .reference(1)), path: "$"),
        Unwritable(value: .error(Value.ErrorObject(properties: ["cause": .reference(3)])), path: "$.value.cause.value"),
    ])
    func isNotWrittenEither(unwritable: Unwritable) {
        let error = #expect(throws: ValueError.self) { try unwritable.value.json() }
        #expect(error?.code == .malformed)
        #expect(error?.path == unwritable.path)
    }
}
