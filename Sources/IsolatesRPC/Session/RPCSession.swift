import Isolates
import Synchronization

/// Serves one client: JSON-RPC 2.0, as rpc.md describes it, over any transport.
///
/// The caller's thread does what takes no time: it delivers the client's answers, refuses malformed messages, and
/// queues requests, so that the order of the messages decides. Tasks do the rest: requests that name the same context
/// one after the other (``Lane``), all others side by side.
package final class RPCSession: Sendable {
    /// How a session differs from one whose client has the supervisor to itself.
    package struct Options: Sendable {
        /// Decides about each request; nil, the default, if all are let in.
        package var gate: (any RPCGate)?
        /// Whether requests may make contexts that outlive the session (`detached`).
        package var mayDetach = false
        /// Whether contexts are detached unless the request says otherwise.
        package var detachesAll = false
        /// Whether the session can call the client. If not, values with functions of the client are refused.
        package var hasClientFunctions = true
        /// The listener of the contexts. If nil, the default, it is the session, which notifies the client.
        package var listener: (any ContextListener)?

        package init() {}
    }

    package let host: RPCHost
    let transport: any RPCTransport
    let options: Options
    let contexts = ContextTable()
    let handles = HandleTable()
    let scripts = ScriptTable()
    let templates = TemplateTable()
    let calls = ClientCalls()
    let requests = RequestTable()
    /// The requests for the context of `runInThisContext`, which the first of them makes.
    let mainLane = Lane()
    /// The id of that context, if it belongs to the session.
    let mainContext = Mutex<String?>(nil)
    /// The contexts that the session hears and that are not known to be gone.
    private let heardContexts = Mutex<Set<String>>([])
    private let ownLimits: RPCLimits
    private let isOver = Mutex(false)

    /// - Parameter limits: the limits of the requests, if there is no gate.
    package init(
        _ host: RPCHost, _ transport: any RPCTransport, _ options: Options, limits: RPCLimits = RPCLimits()
    ) {
        self.host = host
        self.transport = transport
        self.options = options
        ownLimits = limits
    }

    var supervisor: Supervisor { host.supervisor }

    /// Begins to hear a context.
    func hear(_ context: String) {
        heardContexts.withLock { _ = $0.insert(context) }
        host.listeners.set(listener, for: context)
    }

    /// Stops hearing a context that is gone and whose notifications were all heard.
    func forget(_ context: String) {
        heardContexts.withLock { _ = $0.remove(context) }
        host.listeners.remove(context)
    }

    /// The limits of requests at this moment.
    var limits: RPCLimits { options.gate?.limits ?? ownLimits }

    /// The listener of this session's contexts.
    var listener: any ContextListener { options.listener ?? self }

    /// The detached contexts of the client; nil if there is no gate, and so no owner.
    var detachedContexts: ContextTable? { options.gate.map { host.detachedContexts(of: $0.owner) } }

    /// Whether the session is ending.
    var isShuttingDown: Bool { isOver.withLock { $0 } }

    /// Marks the session as ending. From here on, requests that fail because their context is gone say so.
    func beginToEnd() {
        isOver.withLock { $0 = true }
    }

    /// The number of unanswered requests.
    package var openRequests: Int { requests.openCount }

    /// The number of live contexts that end with the session.
    package var contextCount: Int { contexts.count }

    /// Ends the session: cancels its requests and disposes of its contexts, except detached ones.
    package func close() {
        beginToEnd()
        requests.cancelAll()
        calls.forgetAll()
        for served in contexts.all {
            served.context.disposeUnmeasured()
            contexts.remove(served, reason: "its session is over")
            handles.close(context: served.id)
        }
        for template in templates.removeAll() { template.dispose() }
        for id in heardContexts.withLock({ $0 }) { host.listeners.remove(listener, of: id) }
    }
}
