import FoundationEssentials
import Isolates
import Testing

@Suite struct JSDateTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (253_402_300_800_000, "+010000-01-01T00:00:00.000Z"),
            (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"), (-62_167_219_200_001, "-000001-12-31T23:59:59.999Z"),
            (8.64e15, "+275760-09-13T00:00:00.000Z"), (-8.64e15, "-271821-04-20T00:00:00.000Z"),
            (8.64e15 - 1, "+275760-09-12T23:59:59.999Z"), (-8.64e15 + 1, "-271821-04-20T00:00:00.001Z"),
        ] as [(Double, String)])
    func asToISOString(milliseconds: Double, text: String) {
        #expect(JSDate(milliseconds: milliseconds).iso8601 == text)
        #expect(JSDate(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-01-02", "2026-01-02T03:04:05Z", "2026-01-02T03:04:05.678", "2026-01-02T03:04:05.678+00:00",
        "2026-01-02 03:04:05.678Z", "2026-1-2T03:04:05.678Z", "2026-13-01T00:00:00.000Z", "2026-00-01T00:00:00.000Z",
        "2026-01-00T00:00:00.000Z", "2026-02-29T00:00:00.000Z", "2100-02-29T00:00:00.000Z", "2026-04-31T00:00:00.000Z",
        "2026-01-02T24:00:00.000Z", "2026-01-02T23:60:00.000Z", "2026-01-02T23:59:60.000Z",
        "-000000-01-01T00:00:00.000Z",
        "+275760-09-13T00:00:00.001Z", "-271821-04-19T23:59:59.999Z", "+999999-01-01T00:00:00.000Z",
        "12026-01-01T00:00:00.000Z",
        "2026-01-02T03:04:05.678z", "２026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.6789Z",
        "+2026-01-02T03:04:05.678Z",
    ])
    func otherTextsAreRefused(text: String) {
        #expect(JSDate(iso8601: text) == nil)
    }

    @Test func daysOfEightCenturies() {
        let days = stride(from: -150_000, to: 150_000, by: 17).filter { day in
            let date = JSDate(milliseconds: Double(day) * 86_400_000 + 1)
            return date.iso8601.flatMap(JSDate.init(iso8601:)) != date
        }
        #expect(days == [])
    }

    @Test func timesAreClipped() {
        #expect(JSDate(milliseconds: 1.9).milliseconds == 1)
        #expect(JSDate(milliseconds: -1.9).milliseconds == -1)
        #expect(JSDate(milliseconds: -0.5).milliseconds?.sign == .plus)
        #expect(JSDate(milliseconds: 8.64e15 + 1) == .invalid)
        #expect(JSDate(milliseconds: .nan) == .invalid)
        #expect(JSDate(milliseconds: .infinity) == .invalid)
        #expect(JSDate.invalid.iso8601 == nil)
        #expect(JSDate.invalid.description == "Invalid Date")
    }

    @Test func foundationDates() {
        for milliseconds in [0, 1, -1, 1_767_323_045_678, -62_167_219_200_001, 253_402_300_800_001] as [Double] {
            let date = JSDate(milliseconds: milliseconds)
            #expect(date.date.map { JSDate($0) } == date)
        }
        #expect(JSDate.invalid.date == nil)
        #expect(JSDate(Date(timeIntervalSince1970: 1e300)) == .invalid)
        #expect(Value(Date(timeIntervalSince1970: 1)) == .date(JSDate(milliseconds: 1_000)))
    }
}
