import Workers

extension Supervisor {
    /// The console entries of all of this supervisor's contexts from now on, until the supervisor is shut down.
    ///
    /// Entries of one context come in the order in which they were written. A script that writes faster than the
    /// sequence is read waits: see ``EventSequence``.
    public func consoleEntries() -> EventSequence<ConsoleEntry> {
        EventSequence(readers.add(.console)) { $0.consoleEntry() }
    }

    /// The unhandled rejections of all of this supervisor's contexts from now on, until the supervisor is shut down:
    /// promises that are rejected and that nothing handles by the end of their run.
    public func unhandledRejections() -> EventSequence<UnhandledRejection> {
        EventSequence(readers.add(.unhandledRejection)) { $0.unhandledRejection() }
    }
}
