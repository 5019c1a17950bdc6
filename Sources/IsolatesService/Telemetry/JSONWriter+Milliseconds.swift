import Wire

extension JSONWriter {
    /// Writes a duration in milliseconds, rounded to the microsecond.
    mutating func write(_ name: StaticString, milliseconds duration: Duration) {
        key(name)
        number((duration / .microseconds(1)).rounded() / 1_000)
    }
}
