import Isolates
import Testing

/// The `VMError` that `body` throws; anything else fails the test.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> some Any
) async throws -> VMError {
    try #require(
        await #expect(throws: VMError.self, sourceLocation: sourceLocation) { _ = try await body() },
        sourceLocation: sourceLocation)
}
