import Isolates

extension RPCSession {
    /// Makes a new context known to the client.
    func serve(
        _ context: Context, in lane: Lane, isTransient: Bool = false, isDetached: Bool = false
    ) -> ServedContext {
        let served = ServedContext(context, lane: lane, isTransient: isTransient, isDetached: isDetached)
        hear(context.id)
        handles.open(context: context.id)
        table(of: served).add(served)
        if !isTransient { CurrentPass.pass?.made(context) }
        // The client may have gone while the context was made.
        if isShuttingDown, !isDetached { served.context.disposeUnmeasured() }
        return served
    }

    /// A context of the session, or a detached one of the client. Its worker may have died unnoticed.
    func find(_ id: String) -> ServedContext? {
        contexts[id] ?? detachedContexts?[id]
    }

    /// The context with that id.
    ///
    /// - Throws: `disposed`, with the reason, if there is none.
    func served(_ id: String) throws -> ServedContext {
        if let served = find(id) {
            if !served.context.isDisposed { return served }
            // Its worker died while the context was idle.
            retireIfGone(served)
        }
        throw missing(id)
    }

    private func missing(_ id: String) -> RPCError {
        if let reason = contexts.reason(for: id) ?? detachedContexts?.reason(for: id) { return .disposed(reason) }
        return host.explanation(of: id) ?? .disposed("there is no context \(id.prefix(64))")
    }

    private func table(of served: ServedContext) -> ContextTable {
        served.isDetached ? detachedContexts ?? contexts : contexts
    }

    /// The function or promise that a handle names, and its context.
    ///
    /// - Throws: `disposed` if there is none.
    func target(_ handle: String) throws -> (HandleTable.Target, ServedContext) {
        guard let (target, context) = handles[handle] else { throw Self.noHandle(handle) }
        return (target, try served(context))
    }

    static func noHandle(_ handle: String) -> RPCError {
        .disposed("there is no handle \(handle.prefix(64)): it was released, or its context is gone, or it never was")
    }

    func isAlive(_ id: String) -> Bool {
        find(id)?.context.isDisposed == false
    }

    /// Forgets a context if it has died or was disposed of.
    func retireIfGone(_ served: ServedContext) {
        guard let reason = served.context.reasonOfDisposal else { return }
        table(of: served).remove(served, reason: reason)
        handles.close(context: served.id)
        // The listener stays until it has heard the last notifications.
        Task { [self] in
            await served.context.drainEvents()
            forget(served.id)
        }
    }

    /// Disposes of the context of a `runInNewContext` if nobody can reach it any more.
    func disposeIfUnused(_ id: String) {
        guard let served = contexts[id], served.isTransient, served.lane.isUnused, handles.isEmpty(context: id) else {
            return
        }
        served.context.disposeUnmeasured()
        retireIfGone(served)
    }

    /// Begins a request of this session in a context. From here on the session hears the context.
    ///
    /// - Returns: the pass of the request, which must leave the context at its end; nil if there is no gate.
    func enter(_ served: ServedContext) -> (any RPCPass)? {
        if served.isDetached {
            hear(served.id)
            handles.openIfNeeded(context: served.id)
        }
        guard let pass = CurrentPass.pass else { return nil }
        served.enter(pass)
        return pass
    }
}
