import ArgumentParser

extension Int {
    /// A number of things as it is given on the command line.
    ///
    /// - Throws: `ValidationError` for anything but a whole number above 0.
    @Sendable
    static func count(_ argument: String) throws -> Int {
        guard let count = Int(argument), count > 0 else { throw ValidationError("Write a whole number above 0.") }
        return count
    }
}
