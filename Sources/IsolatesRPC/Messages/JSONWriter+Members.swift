import Wire

extension JSONWriter {
    /// Writes a member that is left out where there is none.
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

    /// Milliseconds, as rpc.md has all times.
    mutating func write(_ name: StaticString, milliseconds duration: Duration) {
        key(name)
        number(duration / .milliseconds(1))
    }

    /// Milliseconds in the client's own number, where it is that one that ended the run: a run inside this one may have
    /// had another.
    mutating func write(_ name: StaticString, _ duration: Duration, as own: Double?) {
        guard let own, Duration.milliseconds(own) == duration else { return write(name, milliseconds: duration) }
        key(name)
        number(own)
    }
}
