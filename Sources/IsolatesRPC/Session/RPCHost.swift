import Isolates
import Synchronization

/// A supervisor, with the templates and detached contexts that its sessions share.
package final class RPCHost: Sendable {
    package let supervisor: Supervisor
    let listeners: ContextListeners
    /// Templates that every session may name.
    private let templates = Mutex<[String: Template]>([:])
    private let detached = Mutex<[String: ContextTable]>([:])
    private let explain: @Sendable (_ id: String) -> RPCError?

    /// - Parameters:
    ///   - limits: the limits of the supervisor.
    ///   - explain: returns why there is no context with an id, if the id itself tells; otherwise nil.
    ///   - configure: changes the rest of the supervisor's configuration.
    package init(
        _ limits: RPCLimits, explain: @escaping @Sendable (_ id: String) -> RPCError? = { _ in nil },
        configure: (inout Supervisor.Configuration) -> Void = { _ in }
    ) {
        let listeners = ContextListeners()
        var configuration = Supervisor.Configuration(
            console: { entry in await listeners[entry.context]?.hear(entry) },
            unhandledRejection: { rejection in await listeners[rejection.context]?.hear(rejection) },
            formatsConsole: true, requiredLayers: limits.requiredLayers, maximumWorkers: limits.maximumWorkers,
            maximumQueuedRuns: limits.maximumQueuedRuns, maximumMemory: limits.maximumMemory)
        configure(&configuration)
        self.listeners = listeners
        self.explain = explain
        supervisor = Supervisor(configuration)
    }

    /// Makes a template known to all sessions by a name.
    package func add(_ template: Template, named name: String) {
        templates.withLock { $0[name] = template }
    }

    func template(named name: String) -> Template? {
        templates.withLock { $0[name] }
    }

    /// The detached contexts of an owner, which outlive the sessions that made them.
    func detachedContexts(of owner: String) -> ContextTable {
        detached.withLock { tables in
            if let table = tables[owner] { return table }
            let table = ContextTable()
            tables[owner] = table
            return table
        }
    }

    /// The number of detached contexts.
    package var detachedCount: Int {
        detached.withLock { Array($0.values) }.reduce(0) { $0 + $1.count }
    }

    /// Why there is no context with that id, if the id itself tells; otherwise nil.
    func explanation(of id: String) -> RPCError? { explain(id) }
}
