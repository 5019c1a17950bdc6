import Testing
import Wire
@testable import Isolates

@Suite(.timeLimit(.minutes(1))) struct ValueLimitsTests {
    enum Nesting: String, CaseIterable, Sendable {
        case array, object, map, mapKey, set, error, identified

        func json(depth: Int) -> String {
            let (open, close) =
                switch self {
                case .array: ("[", "]")
                case .object: (#"{"a":"#, "}")
                case .map: (#"{"$type":"map","value":[[0,"#, "]]}")
                case .mapKey: (#"{"$type":"map","value":[["#, ",0]]}")
                case .set: (#"{"$type":"set","value":["#, "]}")
                case .error: (#"{"$type":"error","value":{"a":"#, "}}")
                case .identified: (#"{"value":["#, #"],"$type":"array"}"#)
                }
            return String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }

        func value(depth: Int) -> Value {
            (0..<depth).reduce(1) { inner, level in
                switch self {
                case .array: [inner]
                case .object: ["a": inner]
                case .map: .map([Value.Entry(0, inner)])
                case .mapKey: .map([Value.Entry(inner, 0)])
                case .set: .set([inner])
                case .error: .error(Value.ErrorObject(properties: ["a": inner]))
                case .identified: .identified(level, [inner])
                }
            }
        }
    }

    @Test(arguments: Nesting.allCases)
    func aThousandDeepIsFine(nesting: Nesting) throws {
        let decoded = try Value(json: nesting.json(depth: 1_000))
        let encoded = try nesting.value(depth: 1_000).json()
        #expect(try Value(json: encoded) == nesting.value(depth: 1_000))
        #expect(nesting == .identified || decoded == nesting.value(depth: 1_000))
        #expect(decoded.description.isEmpty == false)
    }

    @Test(arguments: Nesting.allCases, [1_001, 1_002, 200_000])
    func deeperIsRefused(nesting: Nesting, depth: Int) {
        let error = #expect(throws: ValueError.self) { try Value(json: nesting.json(depth: depth)) }
        #expect(error?.code == .tooDeep)
        #expect(error?.limit == 1_000)
        guard depth < 2_000 else { return }
        let unwritable = #expect(throws: ValueError.self) { try nesting.value(depth: depth).json() }
        #expect(unwritable?.code == .tooDeep)
    }

    @Test func depthIsCountedInValues() throws {
        let limits = ValueLimits(maximumDepth: 1)
        #expect(try Value(json: "[1]", limits: limits) == [1])
        #expect(try Value(json: #"[{"$type":"date","value":null}]"#, limits: limits) == [.date(.invalid)])
        #expect(try Value(json: #"{"$type":"map","value":[[1,2]]}"#, limits: limits) == .map([Value.Entry(1, 2)]))
        for json in [
            "[[]]", "[{}]", #"{"a":[]}"#, #"{"$type":"map","value":[[[],1]]}"#, #"{"$type":"set","value":[[]]}"#,
        ] {
            let error = #expect(throws: ValueError.self) { try Value(json: json, limits: limits) }
            #expect(error?.code == .tooDeep)
        }
        #expect(try Value(json: "1", limits: ValueLimits(maximumDepth: 0)) == 1)
        #expect(ValueLimits(maximumDepth: .max).maximumDepth == 10_000)
    }

    @Test func theDeepestThatCanBeConfigured() throws {
        let limits = ValueLimits(maximumDepth: .max)
        for nesting in Nesting.allCases {
            let value = try Value(json: nesting.json(depth: 10_000), limits: limits)
            #expect(try Value(json: value.json(limits: limits), limits: limits) == value)
        }
    }

    @Test func sizeIsCountedInBytes() throws {
        let limits = ValueLimits(maximumEncodedBytes: 10)
        #expect(try Value(json: #""12345678""#, limits: limits) == "12345678")
        #expect(try Value("12345678").json(limits: limits).count == 10)
        for value in ["123456789", [1, 2, 3, 4, 5], .arraybuffer([1]), .undefined, ["abcdef": 1]] as [Value] {
            let error = #expect(throws: ValueError.self) { try value.json(limits: limits) }
            #expect(error?.code == .tooLarge && error?.limit == 10 && error?.path == "$")
            let other = #expect(throws: ValueError.self) { try Value(json: value.json(), limits: limits) }
            #expect(other?.code == .tooLarge)
        }
    }

    @Test func theLimitIs64MiB() throws {
        let text = Value(String(repeating: "a", count: (64 << 20) - 2))
        let json = try text.json()
        #expect(json.count == 64 << 20)
        #expect(try Value(json: json) == text)
        let error = #expect(throws: ValueError.self) { try Value(json: json + [0x20]) }
        #expect(error?.code == .tooLarge)
        #expect(throws: ValueError.self) { try Value.arraybuffer([UInt8](repeating: 0, count: 48 << 20)).json() }
    }

    @Test func arrayOfLargeBytesRoundTrips() throws {
        let value = Value.arraybuffer((0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0) })
        #expect(try Value(json: value.json()) == value)
    }

    @Test func inAMessageNothingIsLeftBehind() throws {
        var writer = JSONWriter()
        writer.beginArray()
        writer.integer(1)
        let before = writer.bytes
        #expect(throws: ValueError.self) { try ([1, [.bigint("x")]] as Value).encode(into: &writer) }
        #expect(writer.bytes == before)
        #expect(throws: ValueError.self) {
            try Value("12345").encode(into: &writer, limits: ValueLimits(maximumEncodedBytes: 5))
        }
        #expect(writer.bytes == before)
        try Value.undefined.encode(into: &writer)
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"[1,{"$type":"undefined"}]"#)

        var reader = JSONReader(Array(#"{"result":[{"$type":"set","value":[1]},{"$type":"x"}]}"#.utf8))
        try reader.beginObject()
        _ = try reader.nextKey()
        try reader.beginArray()
        _ = try reader.nextElement()
        #expect(try Value(from: &reader) == .set([1]))
        _ = try reader.nextElement()
        let error = #expect(throws: ValueError.self) { try Value(from: &reader) }
        #expect(error?.path == "$.result[1].$type")
    }

    /// Each byte is looked at a fixed number of times, however the members are ordered: otherwise this would not end
    /// within hours.
    @Test(.timeLimit(.minutes(5))) func lateTypesTakeNoQuadraticTime() throws {
        let unit = #"{"value":{"id":[],"x":{"value":[]}}}"#
        let json = "[" + String(repeating: unit + ",", count: 20_000) + Nesting.identified.json(depth: 999) + "]"
        #expect(try Value(json: json).array?.count == 20_001)
    }
}
