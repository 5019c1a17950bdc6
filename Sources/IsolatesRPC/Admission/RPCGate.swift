import Isolates

/// What a request costs, as far as a gate is concerned.
package enum RPCWork: Sendable {
    /// Nothing: it is done at once.
    case free
    /// Something that may run a script, and waits for its turn as a run does.
    case turn
    /// A run: of a script, of a function, or until a promise is settled.
    case run
    /// A context is made.
    case context
}

/// Decides about a client's requests: which are let in, when their turn comes, and what they may ask for.
package protocol RPCGate: Sendable {
    /// Who the client is: contexts that outlive their session are found again by the same owner alone.
    var owner: String { get }
    /// What the client's requests may ask for at this moment.
    var limits: RPCLimits { get }

    /// A request has come.
    ///
    /// - Parameter isInLiveContext: whether it names a context that is there.
    /// - Throws: why it is refused.
    func arrive(_ work: RPCWork, isInLiveContext: Bool) throws(RPCError) -> any RPCPass
}

/// One request that was let in, until it is answered.
package protocol RPCPass: AnyObject, Sendable {
    /// Waits until its turn has come.
    ///
    /// - Parameter isNested: whether a run waits in a call for what this request does: it is not to wait.
    /// - Throws: `RPCError`, where it was cancelled or refused meanwhile.
    func begin(isNested: Bool) async throws
    /// It runs in this context now.
    func enter(_ context: Context)
    /// It made a context that stays, or that stays as long as the client holds something of it.
    func made(_ context: Context)
    /// Its script waits for a function of the client's, and uses nothing meanwhile.
    func pause()
    func resume()
    /// It is done, or was cancelled before it began. Called once.
    ///
    /// - Parameter error: nil where it gave a result.
    func end(_ error: RPCError?)
}

/// The pass of the request that the current task serves.
enum CurrentPass {
    @TaskLocal static var pass: (any RPCPass)?
}
