/// Finds the known word that a user may have meant.
enum Suggestion {
    /// The nearest of the words; nil if none is within two typing errors, or if the errors make up the whole word.
    static func nearest(to word: String, among words: [String]) -> String? {
        let distances = words.map { (word: $0, distance: distance(word, $0)) }
        guard let best = distances.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= 2 && best.distance < word.count ? best.word : nil
    }

    /// How many characters must be put in, taken out or changed (Levenshtein).
    private static func distance(_ one: String, _ other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, character) in one.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for place in other.indices {
                let change = diagonal + (character == other[place] ? 0 : 1)
                diagonal = row[place + 1]
                row[place + 1] = min(change, diagonal + 1, row[place] + 1)
            }
        }
        return row[other.count]
    }
}
