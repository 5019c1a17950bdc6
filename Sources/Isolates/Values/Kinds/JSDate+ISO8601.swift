extension JSDate {
    /// The date as JavaScript's `toISOString` writes it: `2026-01-02T03:04:05.678Z`, with a sign and six digits for a
    /// year outside 0 to 9999 (ECMA-262 §21.4.1.32); `nil` for an invalid date.
    public var iso8601: String? {
        guard let milliseconds else { return nil }
        let (days, time) = Int(milliseconds).quotientAndModulus(dividingBy: millisecondsPerDay)
        let date = CivilDate(daysSince1970: days)
        let year =
            switch date.year {
            case 0...9_999: padded(date.year, 4)
            case ..<0: "-" + padded(-date.year, 6)
            default: "+" + padded(date.year, 6)
            }
        return "\(year)-\(padded(date.month, 2))-\(padded(date.day, 2))T"
            + "\(padded(time / 3_600_000, 2)):\(padded(time / 60_000 % 60, 2)):\(padded(time / 1_000 % 60, 2))."
            + "\(padded(time % 1_000, 3))Z"
    }

    /// Parses a date in the form of ``iso8601``.
    ///
    /// - Parameter iso8601: the text, in exactly that form; a year from 0 to 9999 may also have a sign and six digits.
    /// - Returns: `nil` for any other form, for a day that does not exist, or for a date out of range.
    public init?(iso8601: String) {
        var text = Array(iso8601.utf8)
        let negative = text.first == UInt8(ascii: "-")
        let yearDigits = negative || text.first == UInt8(ascii: "+") ? 6 : 4
        if yearDigits == 6 { text.removeFirst() }
        let pattern = yearDigits == 6 ? "yyyyyy-MM-ddTHH:mm:ss.SSSZ" : "yyyy-MM-ddTHH:mm:ss.SSSZ"
        guard let fields = fields(of: text, pattern: pattern) else { return nil }
        let (year, month, day) = (fields["y", default: 0], fields["M", default: 0], fields["d", default: 0])
        let (hour, minute, second) = (fields["H", default: 0], fields["m", default: 0], fields["s", default: 0])
        guard !(negative && year == 0), 1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second < 60 else {
            return nil
        }
        let date = CivilDate(year: negative ? -year : year, month: month, day: day)
        let days = date.daysSince1970
        // A day past the end of its month is converted to a day of the next month.
        guard CivilDate(daysSince1970: days) == date else { return nil }
        let time = ((hour * 60 + minute) * 60 + second) * 1_000 + fields["S", default: 0]
        self.init(milliseconds: Double(days * millisecondsPerDay + time))
        guard milliseconds != nil else { return nil }
    }
}

private let millisecondsPerDay = 86_400_000

/// The numbers at the places of the pattern's letters; `nil` if the text differs elsewhere or in length.
private func fields(of text: [UInt8], pattern: String) -> [Character: Int]? {
    guard text.count == pattern.utf8.count else { return nil }
    var fields: [Character: Int] = [:]
    for (byte, expected) in zip(text, pattern) {
        if "yMdHmsS".contains(expected) {
            guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
            fields[expected] = fields[expected, default: 0] * 10 + Int(byte - UInt8(ascii: "0"))
        } else {
            guard byte == expected.asciiValue else { return nil }
        }
    }
    return fields
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// A day of the proleptic Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last day of its year and a month's
/// first day follows from the month alone.
private struct CivilDate: Equatable {
    let year: Int
    let month: Int
    let day: Int

    /// Days from 0000-03-01 to 1970-01-01.
    private static let epoch = 719_468
    private static let daysPerEra = 146_097

    init(year: Int, month: Int, day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    init(daysSince1970 days: Int) {
        let (era, dayOfEra) = (days + Self.epoch).quotientAndModulus(dividingBy: Self.daysPerEra)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSince1970: Int {
        let (era, yearOfEra) = (month <= 2 ? year - 1 : year).quotientAndModulus(dividingBy: 400)
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * Self.daysPerEra + dayOfEra - Self.epoch
    }
}

extension Int {
    /// Division that rounds down, so that the modulus is never negative.
    fileprivate func quotientAndModulus(dividingBy divisor: Int) -> (quotient: Int, modulus: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
