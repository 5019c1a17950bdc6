import Glibc

/// The name that distinguishes the contexts of this host from those of others: letters, digits and `-`.
package struct HostName: Hashable, Sendable, CustomStringConvertible {
    package static let maximumLength = 63

    package let description: String

    /// - Returns: nil if the text is not such a name.
    package init?(_ text: some StringProtocol) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            return nil
        }
        description = String(text)
    }

    /// The machine's name up to its first dot, with `-` in place of other characters.
    package static func ofThisMachine() -> HostName {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return HostName("localhost")! }
        let bytes = buffer.prefix { $0 != 0 && $0 != CChar(UInt8(ascii: ".")) }.prefix(maximumLength)
        let allowed = bytes.map { byte in
            isAllowed(UInt8(bitPattern: byte)) ? UInt8(bitPattern: byte) : UInt8(ascii: "-")
        }
        return HostName(String(decoding: allowed, as: UTF8.self)) ?? HostName("localhost")!
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
