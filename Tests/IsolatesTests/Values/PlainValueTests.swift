import Foundation
import Testing
@testable import Isolates

/// Values and coders that know nothing of JavaScript, such as JSON's.
struct PlainValueTests {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private func value(_ json: String) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(json.utf8))
    }

    @Test(arguments: [
        #"{"a":1}"#, #"{"a":[1,2.5,-3e+100,true,false,null,"x"],"b":{"$type":"data","c":{}}}"#, "[]", "{}", "null",
        "true", "1",
        "0", #""é 漢 \u0000""#, #""{\"a\":1}""#, "9007199254740991",
    ])
    func jsonIsJSON(_ text: String) throws {
        let value = try value(text)
        #expect(try json(value) == text)
        #expect(try self.value(json(value)) == value)
    }

    @Test func insideOfOtherTypes() throws {
        struct Message: Codable, Equatable {
            var body: Value
            var headers: Value.Object
            var rest: [Value]
        }
        let message = Message(body: ["a": [1, nil]], headers: ["b": "c"], rest: [true, "x"])
        let text = #"{"body":{"a":[1,null]},"headers":{"b":"c"},"rest":[true,"x"]}"#
        #expect(try json(message) == text)
        #expect(try JSONDecoder().decode(Message.self, from: Data(text.utf8)) == message)
        #expect(try ValueEncoder().encode(message).decode(as: Message.self) == message)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Value.Object.self, from: Data("[1]".utf8)) }
    }

    @Test(
        arguments: [
            (.undefined, "undefined"), (.number(.nan), "the number NaN"), (.number(-.infinity), "the number -Infinity"),
            (.bigint("1"), "a BigInt"), (.date(JSDate(milliseconds: 0)), "a Date"), (.map([]), "a Map"),
            (.set([]), "a Set"),
            (.arraybuffer([]), "an ArrayBuffer"),
            (.string(JSString(utf16: [0xD800])), "a string with a lone surrogate"),
            (.identified(1, ["me": .reference(1)]), "an object that lies within itself"),
            (.reference(3), "outside of the value"),
            (.object(Value.Object([], class: .weakMap)), "an object of class WeakMap"),
        ] as [(Value, String)])
    func whatJSONCanNotCarryIsAnError(_ value: Value, _ name: String) throws {
        let error = try #require(throws: EncodingError.self) {
            try JSONEncoder().encode(["list": ["a", value] as Value])
        }
        guard case .invalidValue(_, let context) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(context.debugDescription.contains(name))
        #expect(context.codingPath.map(\.stringValue).prefix(2) == ["list", "Index 1"])
    }

    @Test func sharedObjectsAreCopied() throws {
        let value: Value = [.identified(1, ["a": 1]), .reference(1), ["deep": .reference(1)]]
        #expect(try json(value) == #"[{"a":1},{"a":1},{"deep":{"a":1}}]"#)
    }

    @Test func sharedObjectsDoNotGrowWithoutEnd() throws {
        var value: Value = .identified(0, [1, 2])
        for level in 1...40 { value = .identified(level, [value, .reference(level - 1)]) }
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(value) }
    }

    @Test func depthIsThatOfTheDecoder() throws {
        func nested(_ depth: Int) -> Value { (0..<depth).reduce(into: 1 as Value) { value, _ in value = [value] } }
        #expect(try value(json(nested(500))) == nested(500))
        let error = try #require(throws: EncodingError.self) { try JSONEncoder().encode(nested(2_000)) }
        #expect("\(error)".contains("nesting deeper than 512 levels"))
    }

    @Test func numbersThatNoDoubleHoldsAreRefused() {
        #expect(throws: DecodingError.self) { try value("1e999") }
        #expect(throws: DecodingError.self) { try value(#"{"a": }"#) }
    }

    @Test func propertyListsToo() throws {
        let value: Value = ["a": [1, true, "x"], "b": ["c": 2.5]]
        let data = try PropertyListEncoder().encode(value)
        #expect(try PropertyListDecoder().decode(Value.self, from: data) == value)
    }
}
