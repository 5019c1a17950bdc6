import ArgumentParser

extension Duration {
    /// A timeout as it is given on the command line: `250ms`, `2s`, `1.5s`.
    ///
    /// - Throws: `ValidationError` for anything else, and for what is not above 0.
    @Sendable
    static func timeout(_ argument: String) throws -> Duration {
        let (number, unit) = Quantity.split(argument)
        guard let number = Double(number), let duration = Self.duration(number, unit) else {
            throw ValidationError("Write a number and its unit, ms or s: 250ms, 2s.")
        }
        guard duration > .zero else { throw ValidationError("A timeout must be above 0; leave it out for none.") }
        return duration
    }

    private static func duration(_ number: Double, _ unit: Substring) -> Duration? {
        // Limited to some thirty years, which no run takes and a Duration can hold.
        switch unit {
        case "ms": .milliseconds(min(number, 1e12))
        case "s": .seconds(min(number, 1e9))
        default: nil
        }
    }
}
