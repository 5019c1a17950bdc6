/// A message that its receiver can't accept: a member is missing, of the wrong type, or unknown.
public struct MessageError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        // It may quote megabytes of a worker's message.
        self.description = String(String.UnicodeScalarView(description.unicodeScalars.prefix(300)))
    }
}

extension JSONReader {
    /// Reads an object's members: `member` reads the value of each key, or returns false if it does not know the key.
    mutating func members(_ member: (inout JSONReader, JSString) throws -> Bool) throws {
        try beginObject()
        while let key = try nextKey() {
            guard try member(&self, key) else { throw MessageError("unknown member \(key)") }
        }
    }

    /// The text of the next value, unchanged.
    mutating func value() throws -> [UInt8] {
        Array(bytes[try skip()])
    }

    /// The text of a message's last value, unchanged and unread: everything up to the brace at the end.
    ///
    /// Only for messages of a sender that checks what it sends, to a receiver that reads the value afterwards.
    mutating func lastValue() throws -> [UInt8] {
        guard depth == 1, frame.container == .object, offset < limit - 1, bytes[limit - 1] == UInt8(ascii: "}") else {
            throw failure("expected a value and the end of the message")
        }
        defer { offset = limit - 1 }
        return Array(bytes[offset..<limit - 1])
    }
}

/// Returns a member's value, or throws if the member is missing.
func required<T>(_ value: T?, _ name: StaticString) throws -> T {
    guard let value else { throw MessageError("member \(name) is missing") }
    return value
}
