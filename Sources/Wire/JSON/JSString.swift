/// A JavaScript string: any sequence of UTF-16 code units, lone surrogates included
/// (ECMA-262 §6.1.4, "The String Type").
///
/// Swift's `String` can't hold a lone surrogate, and calls two spellings of one character equal that
/// JavaScript calls different. A `JSString` holds a Swift `String` wherever that is possible, code units
/// where it isn't, and compares as JavaScript does: code unit by code unit.
///
/// ```swift
/// JSString("e\u{301}") == JSString("\u{e9}")   // false, as in JavaScript; as Swift strings they are equal
/// JSString(utf16: [0xD800]).string             // nil: no Swift string says that
/// ```
public struct JSString: Sendable {
    /// Code units that are well formed are never stored as `units`, so that each string has one representation.
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

    /// The text as a Swift string, or `nil` where a lone surrogate makes that impossible.
    public var string: String? {
        switch storage {
        case .text(let text): text
        case .units: nil
        }
    }

    /// The UTF-16 code units: what JavaScript's `charCodeAt` counts.
    ///
    /// - Complexity: O(*n*): a well-formed string is transcoded at each call.
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
    /// Whether both have the same UTF-16 code units; Swift's canonical equivalence plays no part.
    public static func == (left: JSString, right: JSString) -> Bool {
        switch (left.storage, right.storage) {
        case (.text(let left), .text(let right)): left.hasSameBytes(as: right)
        case (.units(let left), .units(let right)): left == right
        case (.text, .units), (.units, .text): false
        }
    }

    /// Hashes the code units, so that strings which Swift takes for equal may have different hashes here.
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
    /// The text, with U+FFFD in the place of each lone surrogate.
    public var description: String {
        switch storage {
        case .text(let text): text
        case .units(let units): String(decoding: units, as: UTF16.self)
        }
    }
}

extension String {
    /// Equality of the UTF-8 bytes, which is equality of the UTF-16 code units.
    fileprivate func hasSameBytes(as other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var left = self, right = other
        return left.withUTF8 { left in right.withUTF8 { left.elementsEqual($0) } }
    }
}
