import Isolates
import Synchronization

/// Serves one client: JSON-RPC 2.0, as rpc.md has it, over any transport.
///
/// What comes is dealt with on the caller's thread as far as it takes no time: an answer of the client's is settled,
/// what is malformed is refused, and a request is put where it is to be done, so that the order of the messages
/// decides. Everything else is done in tasks: requests that name one context one after the other (``Lane``), all others
/// side by side.
package final class RPCSession: Sendable {
    /// How a session differs from that of a program which has the supervisor for itself.
    package struct Options: Sendable {
        /// Decides about each request; nil where all are let in.
        package var gate: (any RPCGate)?
        /// Whether contexts may be made that outlive the session (`detached`).
        package var mayDetach = false
        /// Whether all contexts are made so, without being asked for.
        package var detachesAll = false
        /// Whether the client can be called. Where it can't, functions of its own are refused.
        package var hasClientFunctions = true
        /// Hears the contexts; the session itself where it is nil, which tells the client.
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
    /// The requests for the context of `runInThisContext`, which is made with the first of them.
    let mainLane = Lane()
    /// The id of that context, where it is the session's own.
    let mainContext = Mutex<String?>(nil)
    /// The contexts that the session has set out to hear, and that are not known to be gone.
    private let heardContexts = Mutex<Set<String>>([])
    private let ownLimits: RPCLimits
    private let isOver = Mutex(false)

    /// - Parameter limits: of its requests, where no gate decides.
    package init(
        _ host: RPCHost, _ transport: any RPCTransport, _ options: Options, limits: RPCLimits = RPCLimits()
    ) {
        self.host = host
        self.transport = transport
        self.options = options
        ownLimits = limits
    }

    var supervisor: Supervisor { host.supervisor }

    /// Hears a context from here on.
    func hear(_ context: String) {
        heardContexts.withLock { _ = $0.insert(context) }
        host.listeners.set(listener, for: context)
    }

    /// A context is gone, and all that it told was heard.
    func forget(_ context: String) {
        heardContexts.withLock { _ = $0.remove(context) }
        host.listeners.remove(context)
    }

    /// What requests may ask for at this moment.
    var limits: RPCLimits { options.gate?.limits ?? ownLimits }

    /// Who hears this session's contexts.
    var listener: any ContextListener { options.listener ?? self }

    /// The contexts of the client's that outlive its sessions; nil where there are none.
    var detachedContexts: ContextTable? { options.gate.map { host.detachedContexts(of: $0.owner) } }

    /// Whether the client is gone, and all is coming to its end.
    var isShuttingDown: Bool { isOver.withLock { $0 } }

    /// From here on requests that fail because their context is gone say that all is coming to its end.
    func beginToEnd() {
        isOver.withLock { $0 = true }
    }

    /// How many requests are not answered.
    package var openRequests: Int { requests.openCount }

    /// How many contexts are alive that end with the session.
    package var contextCount: Int { contexts.count }

    /// The client is gone: what it asked for is cancelled, and its contexts are disposed of but for detached ones.
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
