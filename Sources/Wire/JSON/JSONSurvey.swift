/// What is known of a JSON value after one look at all of it.
public struct JSONSurvey: Sendable {
    /// Where it stands, without the white space around it.
    public internal(set) var range: Range<Int>

    /// How many arrays and objects are inside one another, itself counted.
    public internal(set) var depth = 0

    /// Whether every object in it has keys of which none repeats and none is `$type`: then its text means to values.md
    /// what it means to JSON. `false` where that was not found out.
    public internal(set) var isPlain = true
}

extension JSONReader {
    /// Goes past the next value, whatever it is, and checks all of it, as ``skip()`` does.
    public mutating func survey() throws(JSONError) -> JSONSurvey {
        skipWhitespace()
        var survey = JSONSurvey(range: offset..<offset)
        if let scan = scan(looksAtKeys: true) {
            survey.depth = scan.depth
            survey.isPlain = scan.isPlain
            offset = scan.offset
        } else {
            survey.isPlain = false
            try findFault()
        }
        survey.range = survey.range.lowerBound..<offset
        return survey
    }
}
