/// The id of a context, `HOST.NUMBER.SECRET`. Proxies route by the host, and nobody can guess the secret.
package struct ContextID: Hashable, Sendable, CustomStringConvertible {
    package let host: HostName
    package let number: Int
    /// 128 random bits, in hexadecimal digits.
    package let secret: String

    package init(host: HostName, number: Int) {
        self.host = host
        self.number = number
        secret = Self.hexadecimal(UInt64.random(in: .min ... .max)) + Self.hexadecimal(UInt64.random(in: .min ... .max))
    }

    /// - Returns: nil if the text is not such an id.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let host = HostName(parts[0]), let number = Int(parts[1]), number >= 0,
            parts[2].utf8.count == 32
        else { return nil }
        self.host = host
        self.number = number
        secret = String(parts[2])
    }

    package var description: String { "\(host).\(number).\(secret)" }

    private static func hexadecimal(_ bits: UInt64) -> String {
        let digits = String(bits, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
