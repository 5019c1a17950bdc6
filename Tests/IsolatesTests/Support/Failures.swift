import Isolates
import Testing

/// How something failed that had to fail with a `VMError`.
func failure<Result>(
    sourceLocation: SourceLocation = #_sourceLocation, of body: () async throws -> Result
) async throws -> VMError {
    do {
        let result = try await body()
        Issue.record("this had to fail, but gave \(result)", sourceLocation: sourceLocation)
    } catch {
        return try #require(error as? VMError, sourceLocation: sourceLocation)
    }
    throw NoFailure()
}

private struct NoFailure: Error {}
