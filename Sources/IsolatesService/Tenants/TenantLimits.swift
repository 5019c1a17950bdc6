import Isolates

/// What one tenant may have. Nil is for no limit of its own.
package struct TenantLimits: Sendable, Equatable {
    package static let defaultTimeout = Duration.seconds(5)
    package static let defaultMemoryLimit = ByteCount.megabytes(128)

    /// How many contexts may be alive that its requests made. 0: it may make none.
    package var maxContexts: Int?
    /// How many runs may go on at once; a run that waits for a function of the client's does not count. 0: none.
    package var maxRuns: Int?
    /// How many runs may wait for their turn.
    package var maxQueued: Int?
    package var runsPerSecond: Double?
    /// How much memory all its contexts together may have when a further one is made.
    package var maxMemory: ByteCount?
    /// The most that a run may ask for, and what it gets where it asks for nothing.
    package var timeout = defaultTimeout
    /// The most that a context may ask for, and what it gets where it asks for nothing.
    package var memoryLimit = defaultMemoryLimit

    package init() {}
}
