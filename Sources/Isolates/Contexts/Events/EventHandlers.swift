/// The handlers that a program gave its supervisor for what contexts tell without being asked.
struct EventHandlers: Sendable {
    /// `Supervisor.Configuration.console`.
    let console: (@Sendable (ConsoleEntry) async -> Void)?
    /// `Supervisor.Configuration.unhandledRejection`.
    let unhandledRejection: (@Sendable (UnhandledRejection) async -> Void)?
}
