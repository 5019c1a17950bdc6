import Isolates

/// The limits of one tenant. Nil means that it has no limit of its own.
package struct TenantLimits: Sendable, Equatable {
    package static let defaultTimeout = Duration.seconds(5)
    package static let defaultMemoryLimit = ByteCount.megabytes(128)

    /// How many contexts made by its requests may be alive. 0: it may make none.
    package var maxContexts: Int?
    /// How many runs may be in progress at once; a run that waits for a function of the client does not count. 0: none.
    package var maxRuns: Int?
    /// How many runs may wait for their turn.
    package var maxQueued: Int?
    package var runsPerSecond: Double?
    /// A further context is made only if all its contexts together use less memory than this.
    package var maxMemory: ByteCount?
    /// The longest timeout that a run may ask for, and the timeout of a run that asks for none.
    package var timeout = defaultTimeout
    /// The highest memory limit that a context may ask for, and the limit of a context that asks for none.
    package var memoryLimit = defaultMemoryLimit

    package init() {}
}
