/// How far a worker has come, according to its answers.
package struct WorkerProgress: Sendable, Equatable {
    /// How many of its answers were to requests that change the context.
    package var answeredChanges = 0
    /// The last request that it has committed; nil if there is none.
    package var lastCommit: Int?
    /// The last request whose answer had waited for a base.
    package var lastBase: Int?
    /// The last host call that the last commit knows of.
    package var lastCall = 0

    package init() {}
}
