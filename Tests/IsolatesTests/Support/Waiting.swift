/// Looks again and again whether something is the case, for some seconds.
///
/// - Returns: whether it came to be the case.
func becomesTrue(within patience: Duration = .seconds(20), _ condition: () async throws -> Bool) async rethrows -> Bool
{
    let end = ContinuousClock.now + patience
    while try await !condition() {
        if ContinuousClock.now >= end { return false }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return true
}
