/// A number with its unit, as `250ms`.
enum Quantity {
    /// Splits after the digits, which may hold one decimal point. Signs and exponents are not accepted.
    static func split(_ argument: String) -> (number: Substring, unit: Substring) {
        let number = argument.prefix { ("0"..."9").contains($0) || $0 == "." }
        return (number, argument[number.endIndex...])
    }
}
