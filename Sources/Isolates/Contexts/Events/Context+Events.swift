extension Context {
    /// What this context's console writes from now on, until the context is gone.
    ///
    /// A script that writes faster than this is read waits: see ``EventSequence``.
    /// `Supervisor.Configuration.formatsConsole` says whether the entries carry the text that Node would print.
    public func consoleEntries() -> EventSequence<ConsoleEntry> {
        EventSequence(events.notifications.readers.add(.console)) { $0.consoleEntry() }
    }

    /// The promises of this context that are rejected from now on, and that nothing handles by the end of their run,
    /// until the context is gone.
    public func unhandledRejections() -> EventSequence<UnhandledRejection> {
        EventSequence(events.notifications.readers.add(.unhandledRejection)) { $0.unhandledRejection() }
    }
}
