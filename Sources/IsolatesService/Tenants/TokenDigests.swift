/// The digests of all tokens. How long a search takes tells nothing about the digests.
package struct TokenDigests: Sendable {
    private let entries: [TokensFile.Entry]

    package init(_ file: TokensFile?) {
        entries = file?.entries ?? []
    }

    package var isEmpty: Bool { entries.isEmpty }

    /// The tenant of a token.
    ///
    /// - Parameter digest: SHA-256 of the token.
    package func tenant(of digest: [UInt8]) -> String? {
        var found: String?
        for entry in entries where Self.areEqual(entry.digest, digest) { found = found ?? entry.tenant }
        return found
    }

    /// A tenant's limits, from the last line that names it; nil if none does.
    package func limits(of tenant: String) -> TenantLimits? {
        entries.last { $0.tenant == tenant }?.limits
    }

    /// Compares all bytes, even if an early one differs.
    private static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        guard one.count == other.count else { return false }
        return zip(one, other).reduce(UInt8(0)) { $0 | $1.0 ^ $1.1 } == 0
    }
}
