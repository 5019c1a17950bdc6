import FoundationEssentials
import Testing
@testable import Isolates

@Suite(.timeLimit(.minutes(1))) struct ValueDecoderTests {
    struct Order: Codable, Equatable {
        enum Status: String, Codable { case open, closed }
        struct Item: Codable, Equatable { var name: String; var price: Double }
        var id: Int
        var status: Status
        var items: [Item]
        var note: String?
        var tags: Set<String>
        var counts: [String: UInt8]
        var placed: Date
    }

    @Test func anOrder() throws {
        let value: Value = [
            "id": 12.0, "status": "open", "items": [["name": "tea", "price": 1.5, "more": .undefined]],
            "note": .undefined,
            "tags": .set(["a", "b"]), "counts": .map([Value.Entry("x", 1)]),
            "placed": .date(JSDate(milliseconds: 1_500)), "extra": .symbol(Value.Symbol(nil)),
        ]
        let order = Order(
            id: 12, status: .open, items: [Order.Item(name: "tea", price: 1.5)], note: nil, tags: ["a", "b"],
            counts: ["x": 1],
            placed: Date(timeIntervalSince1970: 1.5))
        #expect(try value.decode(as: Order.self) == order)
        #expect(try ValueEncoder().encode(order).decode(as: Order.self) == order)
    }

    @Test func numbers() throws {
        #expect(try (12.0 as Value).decode(as: Int.self) == 12)
        #expect(try Value.number(-0.0).decode(as: Int.self) == 0)
        #expect(try Value.bigint("-128").decode(as: Int8.self) == -128)
        #expect(try Value.bigint("18446744073709551615").decode(as: UInt64.self) == .max)
        #expect(try Value.bigint("-170141183460469231731687303715884105728").decode(as: Int128.self) == .min)
        #expect(try (255 as Value).decode(as: UInt8.self) == 255)
        #expect(try Value.number(.nan).decode(as: Double.self).isNaN)
        #expect(try Value.number(-0.0).decode(as: Double.self).sign == .minus)
        #expect(try (0.1 as Value).decode(as: Float.self) == 0.1)
        #expect(try Value.bigint("3").decode(as: Double.self) == 3)
    }

    @Test(
        arguments: [
            12.5, 256, -1, .number(.nan), .number(.infinity), 1e300, .bigint("256"), .bigint("x"), "1", true, nil,
            .undefined,
        ] as [Value])
    func noBytes(value: Value) {
        #expect(throws: DecodingError.self) { try value.decode(as: UInt8.self) }
    }

    @Test func nothingIsConverted() {
        #expect(throws: DecodingError.self) { try (1 as Value).decode(as: Bool.self) }
        #expect(throws: DecodingError.self) { try (1 as Value).decode(as: String.self) }
        #expect(throws: DecodingError.self) { try ("1" as Value).decode(as: Double.self) }
        #expect(throws: DecodingError.self) { try Value.bigint("9007199254740993").decode(as: Double.self) }
        #expect(throws: DecodingError.self) { try (1e300 as Value).decode(as: Float.self) }
        #expect(throws: DecodingError.self) { try Value.string(JSString(utf16: [0xD800])).decode(as: String.self) }
        #expect(throws: DecodingError.self) { try Value.date(.invalid).decode(as: Date.self) }
        #expect(throws: DecodingError.self) { try ([:] as Value).decode(as: [Int].self) }
        #expect(throws: DecodingError.self) { try ([] as Value).decode(as: [String: Int].self) }
    }

    @Test func errorsNameThePath() {
        let value: Value = ["list": [["n": 1], ["n": 1.5]]]
        struct Entry: Decodable { var n: Int }
        do {
            _ = try value.decode(as: [String: [Entry]].self)
            Issue.record("decoded")
        } catch let DecodingError.dataCorrupted(context) {
            #expect(context.codingPath.map(\.stringValue) == ["list", "Index 1", "n"])
            #expect(context.codingPath[1].intValue == 1)
            #expect(context.debugDescription == "1.5 is no Int")
        } catch {
            Issue.record(error)
        }
        #expect { try ([:] as Value).decode(as: Entry.self) } throws: { error in
            guard case DecodingError.keyNotFound(let key, _) = error else { return false }
            return key.stringValue == "n"
        }
    }

    @Test func bytes() throws {
        let array = Value.typedarray(Value.TypedArray([1, 2, 255])), buffer = Value.arraybuffer([1, 2, 255])
        for value in [array, buffer] {
            #expect(try value.decode(as: [UInt8].self) == [1, 2, 255])
            #expect(try value.decode(as: Data.self) == Data([1, 2, 255]))
        }
        #expect(try array.decode(as: [Int].self) == [1, 2, 255])
        #expect(try ([1, 2] as Value).decode(as: [UInt8].self) == [1, 2])
        #expect(throws: DecodingError.self) { try ([256] as Value).decode(as: [UInt8].self) }
        let doubles = Value.typedarray(Value.TypedArray(.float64, bytes: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])!)
        #expect(try doubles.decode(as: [Double].self) == [1])
        #expect(try doubles.decode(as: [UInt8].self) == [1])
        #expect(try doubles.decode(as: Data.self).count == 8)
        #expect(throws: DecodingError.self) { try ("AQ==" as Value).decode(as: Data.self) }
    }

    @Test func collections() throws {
        #expect(try Value.set([1, 2]).decode(as: [Int].self) == [1, 2])
        #expect(try Value.set([1, 2]).decode(as: Set<Int>.self) == [1, 2])
        #expect(
            try Value.map([Value.Entry(1, "a"), Value.Entry("2", "b")]).decode(as: [Int: String].self) == [
                1: "a", 2: "b",
            ])
        #expect(try Value.map([Value.Entry(true, "a")]).decode(as: [Bool: String].self) == [true: "a"])
        #expect(throws: DecodingError.self) { try Value.map([Value.Entry([], "a")]).decode(as: [String: String].self) }
        #expect(throws: DecodingError.self) {
            try Value.map([Value.Entry(1, "a"), Value.Entry("1", "b")]).decode(as: [String: String].self)
        }
        #expect(try ([1, nil, .undefined] as Value).decode(as: [Int?].self) == [1, nil, nil])
        #expect(try Value.null.decode(as: Int?.self) == nil)
        #expect(
            try Value.error(Value.ErrorObject(name: "E", message: "m")).decode(as: [String: String].self) == [
                "name": "E", "message": "m",
            ])
        #expect(try ("https://a.b/c" as Value).decode(as: URL.self).path == "/c")
        #expect(try Value.string(JSString(utf16: [0xD800])).decode(as: JSString.self).utf16 == [0xD800])
        #expect(try Value.date(.invalid).decode(as: JSDate.self) == .invalid)
    }

    @Test func valuesPassThrough() throws {
        struct Holder: Codable { var value: Value; var other: Value? }
        let odd: Value = .map([Value.Entry([.undefined], .number(-0.0))])
        #expect(try odd.decode(as: Value.self) == odd)
        #expect(try (["value": odd, "other": nil] as Value).decode(as: Holder.self).value == odd)
        #expect(try ValueEncoder().encode(Holder(value: odd, other: odd)) == ["value": odd, "other": odd])
        let cyclic: Value = .identified(1, ["me": .reference(1)])
        #expect(try cyclic.decode(as: Value.self) == cyclic)
        #expect(try (["me": cyclic] as Value).decode(as: [String: Value].self) == ["me": cyclic])
    }

    @Test func sharedObjectsAreCopied() throws {
        let value: Value = ["a": .identified(1, ["n": 1]), "b": .reference(1)]
        #expect(try value.decode(as: [String: [String: Int]].self) == ["a": ["n": 1], "b": ["n": 1]])
        #expect(
            try value.decode(as: [String: Value].self) == [
                "a": .identified(1, ["n": 1]), "b": .identified(1, ["n": 1]),
            ])
        #expect(throws: DecodingError.self) { try ([.reference(1)] as Value).decode(as: [[Int]].self) }
    }

    final class Node: Decodable {
        let next: Node?
        let rest: [Node]?
    }

    @Test func cyclesAreRefused() {
        let cyclic: Value = .identified(1, ["next": ["rest": [.reference(1)]]])
        do {
            _ = try cyclic.decode(as: Node.self)
            Issue.record("decoded")
        } catch let DecodingError.dataCorrupted(context) {
            #expect(context.codingPath.map(\.stringValue) == ["next", "rest", "Index 0"])
        } catch {
            Issue.record(error)
        }
    }

    @Test func chainsAndBombsOfReferencesAreRefused() {
        let chain = Value.array(
            (0..<10_000).map { index in
                .identified(index, index == 0 ? [:] : ["next": .reference(index - 1)])
            }.reversed() + [.reference(9_999)])
        #expect(throws: DecodingError.self) { try chain.decode(as: [Node].self) }
        let bomb = Value.array(
            (0..<60).map { index in
                .identified(index, index == 0 ? [:] : ["rest": [.reference(index - 1), .reference(index - 1)]])
            })
        #expect(throws: DecodingError.self) { try bomb.decode(as: [Node].self) }
    }

    indirect enum Tree: Codable, Equatable {
        case leaf(Int)
        case branch([Tree])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let leaf = try? container.decode(Int.self) {
                self = .leaf(leaf)
            } else {
                self = .branch(try container.decode([Tree].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .leaf(let leaf): try container.encode(leaf)
            case .branch(let trees): try container.encode(trees)
            }
        }
    }

    @Test(arguments: [1_000, 2_000])
    func deepValuesHaveTheStackTheyNeed(depth: Int) throws {
        let deep = (0..<depth).reduce(1 as Value) { inner, _ in [inner] }
        let tree = try deep.decode(as: Tree.self)
        #expect(try ValueEncoder().encode(tree) == deep)
    }

    @Test func userInfo() throws {
        struct Informed: Codable, Equatable {
            static let key = CodingUserInfoKey(rawValue: "key")!
            var text: String?
            init(text: String?) { self.text = text }
            init(from decoder: any Decoder) throws { text = decoder.userInfo[Self.key] as? String }
            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                try container.encode(encoder.userInfo[Self.key] as? String)
            }
        }
        var decoder = ValueDecoder()
        decoder.userInfo[Informed.key] = "x"
        #expect(try decoder.decode([Informed].self, from: [1]) == [Informed(text: "x")])
        var encoder = ValueEncoder()
        encoder.userInfo[Informed.key] = "y"
        #expect(try encoder.encode([Informed(text: nil)]) == ["y"])
    }
}
