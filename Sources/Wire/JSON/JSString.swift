/// A JavaScript string: any sequence of UTF-16 code units, including lone surrogates (ECMA-262 §6.1.4, "The String
/// Type").
///
/// Swift's `String` can't hold a lone surrogate, and compares different encodings of one character as equal, which
/// JavaScript does not. A `JSString` holds a Swift `String` if possible and code units otherwise, and compares as
/// JavaScript does, code unit by code unit.
///
/// ```swift
/// JSString("e\u{301}") == JSString("\u{e9}")   // false, as in JavaScript; as Swift strings they are equal
/// JSString(utf16: [0xD800]).string             // nil: no Swift string says that
/// ```
public struct JSString: Sendable {
    /// Well-formed code units are never stored as `units`, so that each string has only one representation.
    enum Storage: Sendable {
        case text(String)
        case units([UInt16])
    }

    let storage: Storage

    /// The JavaScript string with the same text as a Swift string.
    public init(_ string: String) {
        storage = .text(string)
    }

    /// The JavaScript string with these UTF-16 code units, whether they are well formed or not.
    ///
    /// - Complexity: O(*n*) in the number of code units.
    public init(utf16 units: [UInt16]) {
        if let text = String(validating: units, as: UTF16.self) {
            storage = .text(text)
        } else {
            storage = .units(units)
        }
    }

    /// The text as a Swift string; `nil` if the string has a lone surrogate.
    public var string: String? {
        switch storage {
        case .text(let text): text
        case .units: nil
        }
    }

    /// The UTF-16 code units, as JavaScript's `charCodeAt` returns them.
    ///
    /// - Complexity: O(*n*): a well-formed string is transcoded on each call.
    public var utf16: [UInt16] {
        switch storage {
        case .text(let text): Array(text.utf16)
        case .units(let units): units
        }
    }

    /// Whether the string has no code units.
    public var isEmpty: Bool {
        switch storage {
        case .text(let text): text.isEmpty
        case .units: false
        }
    }
}

extension JSString: Hashable {
    /// Whether both have the same UTF-16 code units. Swift's canonical equivalence is not used.
    public static func == (left: JSString, right: JSString) -> Bool {
        switch (left.storage, right.storage) {
        case (.text(let left), .text(let right)): left.hasSameBytes(as: right)
        case (.units(let left), .units(let right)): left == right
        case (.text, .units), (.units, .text): false
        }
    }

    /// Hashes the string's bytes or code units, so that strings that are equal in Swift may have different hashes here.
    public func hash(into hasher: inout Hasher) {
        switch storage {
        case .text(var text):
            text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        case .units(let units):
            units.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        hasher.combine(0xFF as UInt8)
    }
}

extension JSString: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// The string of a Swift literal, which is always well formed.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension JSString: CustomStringConvertible {
    /// The text, with U+FFFD for each lone surrogate.
    public var description: String {
        switch storage {
        case .text(let text): text
        case .units(let units): String(decoding: units, as: UTF16.self)
        }
    }
}

extension String {
    /// Whether the UTF-8 bytes are equal, which means that the UTF-16 code units are.
    fileprivate func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var left = self, right = other
        return left.withUTF8 { left in right.withUTF8 { left.elementsEqual($0) } }
    }
}
