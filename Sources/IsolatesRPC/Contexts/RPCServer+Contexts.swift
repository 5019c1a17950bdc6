import Isolates

extension RPCServer {
    /// Lets the client name a context that is there now.
    func serve(_ context: Context, in lane: Lane, isTransient: Bool = false) -> ServedContext {
        let served = ServedContext(context, lane: lane, isTransient: isTransient)
        handles.open(context: context.id)
        contexts.add(served)
        return served
    }

    /// The context of that id.
    ///
    /// - Throws: `disposed` where there is none, with the reason.
    func served(_ id: String) throws -> ServedContext {
        if let served = contexts[id] {
            if !served.context.isDisposed { return served }
            // It died while nobody asked anything of it.
            retireIfGone(served)
        }
        throw RPCError.disposed(contexts.reason(for: id))
    }

    /// What a handle names, and its context.
    ///
    /// - Throws: `disposed` where there is none.
    func target(_ handle: String) throws -> (HandleTable.Target, ServedContext) {
        guard let (target, context) = handles[handle] else { throw Self.noHandle(handle) }
        return (target, try served(context))
    }

    static func noHandle(_ handle: String) -> RPCError {
        .disposed("there is no handle \(handle.prefix(64)): it was released, or its context is gone, or it never was")
    }

    func isAlive(_ id: String) -> Bool {
        contexts[id]?.context.isDisposed == false
    }

    /// Forgets a context that has died or was disposed.
    func retireIfGone(_ served: ServedContext) {
        guard let reason = served.context.reasonOfDisposal else { return }
        contexts.remove(served, reason: reason)
        handles.close(context: served.id)
    }

    /// Disposes the context of a `runInNewContext` that nobody can reach any more.
    func disposeIfUnused(_ id: String) {
        guard let served = contexts[id], served.isTransient, served.lane.isUnused, handles.isEmpty(context: id) else {
            return
        }
        served.context.disposeUnmeasured()
        retireIfGone(served)
    }
}
