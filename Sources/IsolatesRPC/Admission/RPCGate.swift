import Isolates

/// The kind of work that a request asks for. A gate decides by it.
package enum RPCWork: Sendable {
    /// The request is done at once and costs nothing.
    case free
    /// The request may run a script and waits for its turn as a run does.
    case turn
    /// The request is a run of a script or of a function, or waits until a promise is settled.
    case run
    /// The request makes a context.
    case context
}

/// Decides which requests of a client are let in, when their turn comes, and what they may ask for.
package protocol RPCGate: Sendable {
    /// The client's name. Only the same owner can find a context again that has outlived its session.
    var owner: String { get }
    /// The limits of the client's requests at this moment.
    var limits: RPCLimits { get }

    /// Lets a request in that has just arrived.
    ///
    /// - Parameter isInLiveContext: whether the request names a context that exists.
    /// - Returns: the pass of the request.
    /// - Throws: `RPCError` if the request is refused.
    func arrive(_ work: RPCWork, isInLiveContext: Bool) throws(RPCError) -> any RPCPass
}

/// Stands for one request from when it is let in until it is answered.
package protocol RPCPass: AnyObject, Sendable {
    /// Waits for the request's turn.
    ///
    /// - Parameter isNested: whether a run, in a call of the client, waits for this request. Such a request must not
    ///   wait.
    /// - Throws: `RPCError` if the request was cancelled or refused meanwhile.
    func begin(isNested: Bool) async throws
    /// The request now runs in this context.
    func enter(_ context: Context)
    /// The request made a context that stays, or that stays as long as the client holds handles of it.
    func made(_ context: Context)
    /// The request's script waits for a function of the client and uses nothing meanwhile.
    func pause()
    func resume()
    /// The request is done, or was cancelled before it began. Called once.
    ///
    /// - Parameter error: nil if the request gave a result.
    func end(_ error: RPCError?)
}

/// The pass of the request that the current task serves.
enum CurrentPass {
    @TaskLocal static var pass: (any RPCPass)?
}
