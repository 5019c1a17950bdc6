extension Value {
    /// A JavaScript symbol.
    ///
    /// A registered symbol (`Symbol.for`) is the same on both sides; any other arrives as a new symbol.
    public struct Symbol: Hashable, Sendable {
        /// The description or, for a registered symbol, its key; `nil` if the symbol has no description.
        public let text: JSString?
        /// Whether the symbol is registered: `Symbol.for(text)`.
        public let isRegistered: Bool

        /// `Symbol(description)`, or `Symbol()` for `nil`.
        public init(_ description: JSString?) {
            text = description
            isRegistered = false
        }

        /// `Symbol.for(key)`.
        public init(registered key: JSString) {
            text = key
            isRegistered = true
        }
    }
}

extension Value.Symbol: CustomStringConvertible {
    /// `Symbol(text)` or `Symbol.for(text)`.
    public var description: String {
        (isRegistered ? "Symbol.for(" : "Symbol(") + (text?.description ?? "") + ")"
    }
}
