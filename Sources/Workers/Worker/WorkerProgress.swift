/// How far a worker has come, as its answers tell.
package struct WorkerProgress: Sendable, Equatable {
    /// How many answers it has given to requests that changed the context.
    package var answeredChanges = 0
    /// The last request that it has committed; nil where it has none.
    package var lastCommit: Int?
    /// The last request whose answer had waited for a base.
    package var lastBase: Int?
    /// The last host call that the last commit knows of.
    package var lastCall = 0

    package init() {}
}
