/// A number with its unit, as `250ms`.
enum Quantity {
    /// Splits behind the digits, one point among them or none. Signs and exponents are no part of a number here.
    static func split(_ argument: String) -> (number: Substring, unit: Substring) {
        let number = argument.prefix { ("0"..."9").contains($0) || $0 == "." }
        return (number, argument[number.endIndex...])
    }
}
