import Wire

extension JSONWriter {
    /// Writes a member, or nothing if the text is nil.
    package mutating func write(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    package mutating func write(_ name: StaticString, _ number: Int?) {
        guard let number else { return }
        key(name)
        integer(number)
    }

    package mutating func write(_ name: StaticString, _ flag: Bool?) {
        guard let flag else { return }
        key(name)
        bool(flag)
    }

    /// Writes a duration in milliseconds, the unit of all times in rpc.md.
    mutating func write(_ name: StaticString, milliseconds duration: Duration) {
        key(name)
        number(duration / .milliseconds(1))
    }

    /// Writes a duration in milliseconds: as the client's own number if that is the limit that ended the run. It may
    /// instead have been the limit of a run inside this one.
    mutating func write(_ name: StaticString, _ duration: Duration, as own: Double?) {
        guard let own, Duration.milliseconds(own) == duration else { return write(name, milliseconds: duration) }
        key(name)
        number(own)
    }
}
