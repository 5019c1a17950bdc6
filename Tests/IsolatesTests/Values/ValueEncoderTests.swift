import Foundation
import Testing
@testable import Isolates

@Suite struct ValueEncoderTests {
    private func encode(_ value: some Encodable) throws -> Value {
        try ValueEncoder().encode(value)
    }

    @Test func scalars() throws {
        #expect(try encode(1) == 1)
        #expect(try encode(UInt8(1)) == 1)
        #expect(try encode(1 << 53) == 9_007_199_254_740_992)
        #expect(try encode(-(1 << 53)) == -9_007_199_254_740_992)
        #expect(try encode(1 << 53 + 1) == .bigint("9007199254740993"))
        #expect(try encode(Int64.min) == .bigint("-9223372036854775808"))
        #expect(try encode(UInt64.max) == .bigint("18446744073709551615"))
        #expect(try encode(Int128.max) == .bigint("170141183460469231731687303715884105727"))
        #expect(try encode(Double.nan) == .number(.nan))
        #expect(try encode(-0.0) == .number(-0.0))
        #expect(try encode(Float(1.5)) == 1.5)
        #expect(try encode(true) == true)
        #expect(try encode("s") == "s")
        #expect(try encode(Int?.none) == .null)
        #expect(try encode(Int?.some(1)) == 1)
        #expect(try encode(JSString(utf16: [0xD800])) == .string(JSString(utf16: [0xD800])))
        #expect(try encode(Date(timeIntervalSince1970: 1.5)) == .date(JSDate(milliseconds: 1_500)))
        #expect(try encode(JSDate.invalid) == .date(.invalid))
        #expect(try encode(Data([1])) == .typedarray(Value.TypedArray([1])))
        #expect(try encode([1] as [UInt8]) == .typedarray(Value.TypedArray([1])))
        #expect(try encode(URL(string: "https://a.b/c")!) == "https://a.b/c")
        #expect(throws: EncodingError.self) { try encode(["x": Date(timeIntervalSince1970: 1e300)]) }
    }

    @Test func containers() throws {
        struct Point: Encodable { var y = 1; var x = 2; var z: Int?; var list = ["a": [1, 2]] }
        #expect(try encode(Point()) == ["y": 1, "x": 2, "list": ["a": [1, 2]]])
        #expect(try encode([Int?.none, 1]) == [nil, 1])
        #expect(try encode([String]()) == [])
        #expect(try encode([1: "a"]) == ["1": "a"])
        #expect(try encode([true: "a"]) == [true, "a"])
        struct Nothing: Encodable { func encode(to encoder: any Encoder) {} }
        #expect(try encode(Nothing()) == [:])
    }

    @Test func nestedContainersAndSupers() throws {
        class Base: Codable { var a = 1 }
        final class Derived: Base {
            enum Keys: String, CodingKey { case b, list, inner }
            override init() { super.init() }
            required init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: Keys.self)
                var list = try container.nestedUnkeyedContainer(forKey: .list)
                #expect(list.count == 3)
                #expect(try list.decodeNil())
                #expect(try list.nestedContainer(keyedBy: Keys.self).decode(Int.self, forKey: .b) == 2)
                var deep = try list.nestedUnkeyedContainer()
                #expect(deep.isAtEnd)
                #expect(throws: DecodingError.self) { try deep.decode(Int.self) }
                #expect(try container.nestedContainer(keyedBy: Keys.self, forKey: .inner).allKeys == [])
                try super.init(from: container.superDecoder())
            }
            override func encode(to encoder: any Encoder) throws {
                var container = encoder.container(keyedBy: Keys.self)
                var list = container.nestedUnkeyedContainer(forKey: .list)
                try container.encode(1, forKey: .b)
                try list.encodeNil()
                var nested = list.nestedContainer(keyedBy: Keys.self)
                _ = list.nestedUnkeyedContainer()
                try nested.encode(2, forKey: .b)
                _ = container.nestedContainer(keyedBy: Keys.self, forKey: .inner)
                try super.encode(to: container.superEncoder())
            }
        }
        let value = try encode(Derived())
        #expect(value == ["list": [nil, ["b": 2], []], "b": 1, "inner": [:], "super": ["a": 1]])
        #expect(try value.decode(as: Derived.self).a == 1)
    }

    @Test func keysOfDictionariesAreSorted() throws {
        let keys = (0..<40).map { "k\($0)" }
        let value = try encode(Dictionary(uniqueKeysWithValues: keys.map { ($0, [$0: 1, "a": 2]) }))
        #expect(value.object?.keys.map(\.description) == keys.sorted())
        #expect(value["k7"]?.object?.keys == ["a", "k7"])
    }

    @Test func otherCodersOfText() throws {
        let dates = [JSDate(milliseconds: 0), .invalid]
        #expect(try JSONDecoder().decode([JSDate].self, from: JSONEncoder().encode(dates)) == dates)
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(JSString(utf16: [0xD800])) }
        #expect(try JSONDecoder().decode(JSString.self, from: JSONEncoder().encode(JSString("é"))) == "é")
    }
}
