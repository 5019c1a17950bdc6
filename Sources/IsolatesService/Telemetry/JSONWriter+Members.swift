import Wire

extension JSONWriter {
    mutating func write(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    mutating func write(_ name: StaticString, _ number: Int?) {
        guard let number else { return }
        key(name)
        integer(number)
    }

    mutating func write(_ name: StaticString, _ flag: Bool) {
        key(name)
        bool(flag)
    }

    /// Milliseconds, to the microsecond.
    mutating func write(_ name: StaticString, milliseconds duration: Duration) {
        key(name)
        number((duration / .microseconds(1)).rounded() / 1_000)
    }
}
