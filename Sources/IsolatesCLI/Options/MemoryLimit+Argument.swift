import ArgumentParser
import Isolates

extension ByteCount {
    /// An amount of memory as it is given on the command line: `64MB`, `512kb`, `1GB`, or a plain number of bytes.
    ///
    /// - Throws: `ValidationError` for anything else, and for what is not above 0.
    @Sendable
    static func memoryLimit(_ argument: String) throws -> ByteCount {
        let (number, unit) = Quantity.split(argument)
        guard let number = Int(number), let unit = bytes(of: unit) else {
            throw ValidationError("Write a whole number and its unit, KB, MB or GB: 64MB. Without a unit it is bytes.")
        }
        guard number > 0 else { throw ValidationError("It must be above 0.") }
        let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: unit)
        guard !isTooLarge else { throw ValidationError("No machine has that much memory.") }
        return .bytes(bytes)
    }

    private static func bytes(of unit: Substring) -> Int? {
        switch unit.uppercased() {
        case "", "B": 1
        case "KB": 1 << 10
        case "MB": 1 << 20
        case "GB": 1 << 30
        default: nil
        }
    }
}
