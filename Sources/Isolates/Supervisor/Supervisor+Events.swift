import Workers

extension Supervisor {
    /// What the consoles of all of this supervisor's contexts write from now on, until the supervisor is shut down.
    ///
    /// Entries of one context come in their order. A script that writes faster than this is read waits: see
    /// ``EventSequence``.
    public func consoleEntries() -> EventSequence<ConsoleEntry> {
        EventSequence(readers.add(.console)) { $0.consoleEntry() }
    }

    /// The promises, of all of this supervisor's contexts, that are rejected from now on and that nothing handles by
    /// the end of their run, until the supervisor is shut down.
    public func unhandledRejections() -> EventSequence<UnhandledRejection> {
        EventSequence(readers.add(.unhandledRejection)) { $0.unhandledRejection() }
    }
}
