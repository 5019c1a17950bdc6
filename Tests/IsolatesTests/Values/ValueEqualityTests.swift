import Testing
@testable import Isolates

@Suite struct ValueEqualityTests {
    static let different: [Value] = [
        .undefined, nil, true, false, 0, .number(-0.0), 1, .number(.nan), .number(.infinity), .bigint("1"), "1", "",
        "e\u{301}", "\u{e9}",
        .string(JSString(utf16: [0xD800])), .symbol(Value.Symbol("1")), .symbol(Value.Symbol(registered: "1")),
        .symbol(Value.Symbol(nil)),
        .date(.invalid), .date(JSDate(milliseconds: 0)), .regexp(Value.RegExp(pattern: "1")!),
        .regexp(Value.RegExp(pattern: "1", flags: "g")!),
        [], [1], [.undefined], [1, 2], .set([]), .set([1]), [:], ["a": 1], ["a": 1, "b": 2], ["b": 2, "a": 1],
        ["a": nil],
        .object(Value.Object(EmptyCollection(), class: .proxy)), .map([]), .map([Value.Entry(1, 2)]),
        .map([Value.Entry(2, 1)]),
        .error(Value.ErrorObject(message: "1")), .error(Value.ErrorObject(name: "TypeError", message: "1")),
        .arraybuffer([]), .arraybuffer([1]),
        .typedarray(Value.TypedArray([1])), .typedarray(Value.TypedArray(.int8, bytes: [1])!),
        .function(Value.Function(name: "f", handle: "1")),
        .function(Value.Function(name: "f", handle: "2")), .promise(Value.Promise(handle: "1")), .identified(1, []),
        .identified(1, [1]),
        [.identified(1, []), .reference(1)], [.identified(1, []), .identified(2, []), .reference(1)],
        [.identified(1, []), .identified(2, []), .reference(2)], .reference(1),
    ]

    @Test func eachEqualsItselfAndNoOther() {
        for (row, left) in Self.different.enumerated() {
            for (column, right) in Self.different.enumerated() where (left == right) != (row == column) {
                Issue.record("\(left) and \(right), number \(row) and \(column)")
            }
        }
    }

    @Test func identifiersAreNames() {
        let left: Value = ["a": .identified(1, [.reference(1)]), "b": .identified(2, []), "c": .reference(1)]
        #expect(left == ["a": .identified(20, [.reference(20)]), "b": .identified(1, []), "c": .reference(20)])
        #expect(left != ["a": .identified(1, [.reference(1)]), "b": .identified(2, []), "c": .reference(2)])
        #expect(
            [.identified(1, []), .identified(2, []), .reference(1), .reference(2)] as Value
                != [.identified(1, []), .identified(2, []), .reference(1), .reference(1)])
        #expect(
            [.identified(1, []), .identified(1, []), .reference(1)] as Value
                == [.identified(1, []), .identified(2, []), .reference(2)])
    }

    @Test func functionsAreComparedByHandle() {
        var function = Value.Function(name: "f", length: 1, handle: "h")
        function.lifetime = ObjectBox()
        #expect(function == Value.Function(name: "g", length: 2, handle: "h", isAsync: true))
        #expect(Set([function, Value.Function(name: "g", handle: "h")]).count == 1)
    }

    private final class ObjectBox: Sendable {}
}
