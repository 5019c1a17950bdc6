extension Context {
    /// The console entries of this context from now on, until the context is gone.
    ///
    /// A script that writes faster than the sequence is read waits: see ``EventSequence``.
    /// `Supervisor.Configuration.formatsConsole` says whether the entries include the text that Node would print.
    public func consoleEntries() -> EventSequence<ConsoleEntry> {
        EventSequence(events.notifications.readers.add(.console)) { $0.consoleEntry() }
    }

    /// The unhandled rejections of this context from now on, until the context is gone: promises that are rejected and
    /// that nothing handles by the end of their run.
    public func unhandledRejections() -> EventSequence<UnhandledRejection> {
        EventSequence(events.notifications.readers.add(.unhandledRejection)) { $0.unhandledRejection() }
    }
}
