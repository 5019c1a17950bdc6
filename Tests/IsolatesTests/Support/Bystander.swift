import Isolates
import Testing

/// A context that has nothing to do with what happens to another one, and whose state must not change meanwhile.
struct Bystander {
    let context: Context

    init(_ supervisor: Supervisor) async throws {
        context = try await supervisor.createContext(["given": ["cat", 2]])
        try await supervisor.runInContext(
            "let count = 1; const next = () => (count += 1); var made = new Map([['key', next()]]); made", context)
    }

    /// Whether everything is as it was, and still works.
    func check(_ supervisor: Supervisor, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let state: Value = try await supervisor.runInContext("[given, count, made, next()]", context, timeout: .seconds(20))
        #expect(
            state == [["cat", 2], 2, .map([Value.Entry("key", 2)]), 3], "the bystander changed", sourceLocation: sourceLocation)
    }
}

/// Runs `body` beside a bystander, which must be unharmed afterwards.
func withBystander(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: (Supervisor) async throws -> Void
) async throws {
    try await withCheckedSupervisor(sourceLocation: sourceLocation) { supervisor in
        let bystander = try await Bystander(supervisor)
        try await body(supervisor)
        try await bystander.check(supervisor, sourceLocation: sourceLocation)
    }
}
