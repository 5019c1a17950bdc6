import Isolates
import IsolatesMutation
import Testing

/// Encoded values made wrong in many ways: each is refused with a `ValueError`, or is a value that is written and read
/// unchanged.
@Suite(.timeLimit(.minutes(1))) struct ValueMutationTests {
    private static let samples = [
        #"[1,-2.5e10,"é\ud800",null,true,{"a":{"b":[]}}]"#, #"{"$type":"undefined"}"#,
        #"{"$type":"number","value":"-0"}"#,
        #"{"$type":"bigint","value":"-123456789012345678901234567890"}"#,
        #"{"$type":"symbol","value":"x","registered":true}"#,
        #"{"$type":"date","value":"2026-01-02T03:04:05.678Z"}"#,
        #"{"$type":"regexp","value":{"pattern":"a+","flags":"gi"}}"#,
        #"{"$type":"map","id":1,"value":[["k",{"$type":"ref","value":1}]]}"#,
        #"{"$type":"set","value":[1,{"$type":"set","value":[]}]}"#,
        #"{"$type":"error","value":{"name":"E","message":"m","stack":"s","cause":1}}"#,
        #"{"$type":"arraybuffer","value":"AAEC"}"#,
        #"{"$type":"typedarray","value":{"type":"Float64Array","data":"AAAAAAAA8D8="}}"#,
        #"{"$type":"function","value":{"name":"f","length":1,"handle":"h"}}"#,
        #"{"$type":"promise","value":{"handle":"p"}}"#,
        #"{"$type":"object","value":{"$type":1,"__proto__":{}},"class":"WeakMap"}"#,
        #"{"a":{"$type":"object","id":1,"value":{"me":{"$type":"ref","value":1}}},"b":{"$type":"ref","value":1}}"#,
    ].map { Array($0.utf8) }

    @Test func refusedOrTheSame() {
        var mutator = Mutator(seed: 3, samples: Self.samples)
        for _ in 0..<20_000 {
            let input = mutator.input()
            do throws(ValueError) {
                let once = try Value(json: input).json()
                let again = try Value(json: once).json()
                #expect(again == once, "\(String(decoding: input, as: UTF8.self))")
            } catch {
                #expect(error.path.hasPrefix("$"), "\(error)")
            }
        }
    }
}
