import Testing

@testable import Isolates

/// A supervisor for the time of `body`, none of whose processes may be left afterwards.
func withCheckedSupervisor<Result>(
    _ configuration: Supervisor.Configuration = Supervisor.Configuration(),
    sourceLocation: SourceLocation = #_sourceLocation, _ body: (Supervisor) async throws -> Result
) async throws -> Result {
    Leaks.watchThisProcess()
    var processes: [ProcessTable.Entry] = []
    defer { #expect(processes.filter(\.isThere) == [], "left behind", sourceLocation: sourceLocation) }
    return try await withSupervisor(configuration) { supervisor in
        defer { processes = supervisor.processes }
        return try await body(supervisor)
    }
}
