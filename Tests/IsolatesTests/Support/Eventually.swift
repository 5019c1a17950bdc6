/// Waits until the condition holds; for what the kernel does in its own time.
///
/// - Returns: whether it held before the time was up.
func eventually(within limit: Duration = .seconds(5), _ condition: () -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + limit
    while !condition() {
        guard ContinuousClock.now < deadline else { return false }
        // What is cancelled asks for no more patience.
        do { try await Task.sleep(for: .milliseconds(2)) } catch { return condition() }
    }
    return true
}
