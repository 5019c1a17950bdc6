/// The program's handlers for events of contexts.
struct EventHandlers: Sendable {
    /// `Supervisor.Configuration.console`.
    let console: (@Sendable (ConsoleEntry) async -> Void)?
    /// `Supervisor.Configuration.consolePause`.
    let consolePause: (@Sendable (_ context: String) -> Void)?
    /// `Supervisor.Configuration.unhandledRejection`.
    let unhandledRejection: (@Sendable (UnhandledRejection) async -> Void)?
}
