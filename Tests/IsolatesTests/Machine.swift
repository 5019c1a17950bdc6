import Testing
@testable import Isolates

/// One supervisor with one context, for tests.
struct Machine: Sendable {
    let supervisor: Supervisor
    let context: Context

    @discardableResult
    func run(_ code: String, timeout: Duration? = nil, awaitPromise: Bool = false) async throws -> Value {
        try await supervisor.runInContext(code, context, timeout: timeout, awaitPromise: awaitPromise)
    }

    /// Expects that the code gives the value.
    func expect(
        _ code: String, gives value: Value, timeout: Duration? = nil, awaitPromise: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let result = try await run(code, timeout: timeout, awaitPromise: awaitPromise)
        #expect(result == value, "\(code)", sourceLocation: sourceLocation)
    }

    /// The error with which the code ends.
    func error(
        _ code: String, timeout: Duration? = nil, awaitPromise: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> VMError {
        try await #require(throws: VMError.self, sourceLocation: sourceLocation) {
            try await run(code, timeout: timeout, awaitPromise: awaitPromise)
        }
    }
}

/// Gives `body` a supervisor and a context of it; nothing of them is left afterwards.
func withMachine(
    _ sandbox: Value.Object = [:], _ configuration: Supervisor.Configuration = Supervisor.Configuration(),
    codeGeneration: CodeGeneration = CodeGeneration(), microtaskMode: MicrotaskMode? = nil,
    _ body: (Machine) async throws -> Void
) async throws {
    try await withSupervisor(configuration) { supervisor in
        let context = try await supervisor.createContext(
            sandbox, contextCodeGeneration: codeGeneration, microtaskMode: microtaskMode)
        try await body(Machine(supervisor: supervisor, context: context))
    }
}

/// The error that `body` throws.
func vmError(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async throws -> VMError {
    try await #require(throws: VMError.self, sourceLocation: sourceLocation) { _ = try await body() }
}
