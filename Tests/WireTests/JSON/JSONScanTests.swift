import IsolatesMutation
import Testing
import Wire

/// `skip` and `survey` pass a value in one go. What they take, and where it ends, is what reading it value by value
/// takes.
@Suite(.timeLimit(.minutes(1))) struct JSONScanTests {
    private static let samples = [
        #"{"a":1,"b":[true,false,null],"c":{"d":"e"}} "#, #"[ -0.5e10 , 1E+2,0,12345678901234567890, 1e308, 1e309 ]"#,
        #"["é€😀","\ud800\"\\\/\b\f\n\r\t","\u00e9 and more than eight bytes"]"#, "\t{ }\n[\r]", "[[[[1]],{}],[]]",
        #""a string of more than sixteen bytes, without marks""#, "1e-999", "123456789012345678901234567890e0",
        String(repeating: "9", count: 400), String(repeating: "9", count: 250) + "e99", #"{"$type":"a","a":{"a":2}}"#,
    ].map { Array($0.utf8) }

    @Test func passingIsReading() {
        var mutator = Mutator(seed: 3, samples: Self.samples)
        for input in Self.samples + (0..<30_000).map({ _ in mutator.input() }) {
            let read = end(of: input) { try Self.read(&$0) }
            #expect(end(of: input) { _ = try $0.skip() } == read, "\(String(decoding: input, as: UTF8.self))")
            #expect(end(of: input) { _ = try $0.survey() } == read, "\(String(decoding: input, as: UTF8.self))")
        }
    }

    @Test func onlyTheSamplesWithNumbersBeyondADoubleAreRefused() {
        #expect(Self.samples.filter { end(of: $0) { _ = try $0.skip() } == nil }.count == 3)
    }

    /// A string is searched eight bytes at a time. Wherever a mark stands, it is found.
    @Test func marksAtEveryPlace() throws {
        for length in 0...40 {
            for place in 0..<length {
                for mark in [UInt8(ascii: "\\"), 0x1F, 0x80, UInt8(ascii: "\"")] {
                    var text = [UInt8](repeating: UInt8(ascii: "a"), count: length)
                    text[place] = mark
                    var reader = JSONReader([UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")])
                    let range = try? reader.skip()
                    // "\a" is no escape; a quotation mark ends the string there.
                    #expect(range == (mark == UInt8(ascii: "\"") ? 0..<place + 2 : nil))
                }
            }
        }
    }

    private func end(of input: [UInt8], _ pass: (inout JSONReader) throws -> Void) -> Int? {
        var reader = JSONReader(input, maximumDepth: 4)
        guard (try? pass(&reader)) != nil else { return nil }
        return reader.offset
    }

    private static func read(_ reader: inout JSONReader) throws {
        switch try reader.kind {
        case .object:
            try reader.beginObject()
            while try reader.nextKey() != nil { try read(&reader) }
        case .array:
            try reader.beginArray()
            while try reader.nextElement() { try read(&reader) }
        case .string: _ = try reader.string()
        case .number: _ = try reader.number()
        case .bool: _ = try reader.bool()
        case .null: try reader.null()
        }
    }
}
