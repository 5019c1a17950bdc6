/// A message that its receiver can't take: no JSON, a member missing, of the wrong type, or unknown.
public struct MessageError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        // What is quoted in it may be megabytes of a worker's.
        self.description = String(String.UnicodeScalarView(description.unicodeScalars.prefix(300)))
    }
}

extension JSONReader {
    /// Reads an object's members: `member` reads the value of each key, or returns false where it knows no such key.
    mutating func members(_ member: (inout JSONReader, JSString) throws -> Bool) throws {
        try beginObject()
        while let key = try nextKey() {
            guard try member(&self, key) else { throw MessageError("unknown member \(key)") }
        }
    }

    /// The text of the next value, as it stands.
    mutating func value() throws -> [UInt8] {
        Array(bytes[try skip()])
    }
}

/// A member that must be there.
func required<T>(_ value: T?, _ name: StaticString) throws -> T {
    guard let value else { throw MessageError("member \(name) is missing") }
    return value
}
