import Isolates
import Wire

/// The file of `--tokens`: one line of JSON for each token.
package struct TokensFile: Sendable, Equatable {
    /// One token, of which only the digest is known, and the limits of its tenant.
    package struct Entry: Sendable, Equatable {
        package let tenant: String
        package let digest: [UInt8]
        package let limits: TenantLimits
    }

    /// What is wrong with a file.
    package struct Fault: Error, CustomStringConvertible, Equatable {
        package let line: Int
        package let reason: String

        package var description: String { "line \(line): \(reason)" }
    }

    package let entries: [Entry]

    /// - Throws: `Fault`. Nothing in a file with a fault is used.
    package init(_ text: [UInt8]) throws(Fault) {
        var entries: [Entry] = []
        for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard line.contains(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }) else { continue }
            do {
                entries.append(try Self.entry(Array(line)))
            } catch let error as Reason {
                throw Fault(line: index + 1, reason: error.text)
            } catch {
                throw Fault(line: index + 1, reason: "\(error)")
            }
        }
        self.entries = entries
    }

    private struct Reason: Error {
        let text: String
    }

    private static func entry(_ line: [UInt8]) throws -> Entry {
        var reader = JSONReader(line)
        var tenant: String?
        var digest: [UInt8]?
        var limits = TenantLimits()
        try reader.beginObject()
        while let key = try reader.nextKey()?.description {
            switch key {
            case "tenant": tenant = try reader.string().description
            case "sha256": digest = bytes(hexadecimal: try reader.string().description)
            case "maxContexts": limits.maxContexts = try count(key, &reader)
            case "maxRuns": limits.maxRuns = try count(key, &reader)
            case "maxQueued": limits.maxQueued = try count(key, &reader)
            case "runsPerSecond": limits.runsPerSecond = try positive(key, try reader.number())
            case "maxMemory": limits.maxMemory = .bytes(try positive(key, try reader.integer()))
            case "timeout": limits.timeout = .milliseconds(min(try positive(key, try reader.number()), 1e12))
            case "memoryLimit": limits.memoryLimit = .bytes(try positive(key, try reader.integer()))
            default: throw Reason(text: "unknown member \(key.prefix(64))")
            }
        }
        try reader.end()
        guard let tenant, TenantName.isValid(tenant) else {
            throw Reason(text: "tenant must be a name of 1 to 64 letters, digits, \".\", \"_\" and \"-\"")
        }
        guard let digest, digest.count == 32 else {
            throw Reason(text: "sha256 must be the token's digest, 64 hexadecimal digits")
        }
        return Entry(tenant: tenant, digest: digest, limits: limits)
    }

    private static func count(_ name: String, _ reader: inout JSONReader) throws -> Int {
        let count = try reader.integer()
        guard count >= 0 else { throw Reason(text: "\(name) must not be below 0") }
        return count
    }

    private static func positive<Limit: SignedNumeric & Comparable>(_ name: String, _ number: Limit) throws -> Limit {
        guard number > 0 else { throw Reason(text: "\(name) must be above 0") }
        return number
    }

    /// - Returns: nil if the text is not hexadecimal.
    private static func bytes(hexadecimal text: String) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
