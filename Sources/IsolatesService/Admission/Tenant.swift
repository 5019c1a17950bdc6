import Isolates
import IsolatesRPC
import Synchronization

/// What one tenant uses at the moment.
final class Tenant: Sendable {
    private struct State {
        var limits: TenantLimits
        var rate: RateLimit?
        /// Runs that were admitted and have not ended, except those that wait for the tenant's own functions.
        var outstanding = 0
        /// Contexts that are being made.
        var reserved = 0
        var contexts: [String: Context] = [:]
    }

    let name: String
    private let state: Mutex<State>

    init(name: String, _ limits: TenantLimits) {
        self.name = name
        state = Mutex(State(limits: limits))
    }

    var limits: TenantLimits {
        get { state.withLock { $0.limits } }
        set { state.withLock { $0.limits = newValue } }
    }

    /// Admits a run.
    ///
    /// - Parameters:
    ///   - maximumRuns: how many of its runs may be in progress if it has no limit of its own.
    ///   - maximumQueued: how many of its runs may wait if it has no limit of its own.
    func enter(maximumRuns: Int, maximumQueued: Int, now: Duration) throws(AdmissionRefusal) {
        // Runs may leave contexts behind if the client holds functions of them.
        if let maximum = limits.maxContexts, liveContexts(above: maximum) > maximum {
            throw .tenant(.contexts, "this tenant has more than \(maximum) contexts, its limit")
        }
        let refusal = state.withLock { state -> AdmissionRefusal? in
            let limits = state.limits
            let (runs, queued) = (limits.maxRuns ?? maximumRuns, limits.maxQueued ?? maximumQueued)
            if runs == 0 { return AdmissionRefusal(.forbidden, .forbidden, "this tenant may run nothing (maxRuns)") }
            if state.outstanding >= runs + queued {
                return .tenant(.queue, "this tenant has \(runs) runs going on and \(queued) waiting, its limit")
            }
            if let perSecond = limits.runsPerSecond {
                var rate = state.rate ?? RateLimit(perSecond: perSecond, now: now)
                let wait = rate.take(perSecond: perSecond, now: now)
                state.rate = rate
                if let wait { return .tenant(.rate, "this tenant has had \(perSecond) runs a second, its limit", wait) }
            }
            state.outstanding += 1
            return nil
        }
        if let refusal { throw refusal }
    }

    /// A run that was admitted has ended, or begins to wait for the tenant's own functions.
    func leave() { state.withLock { $0.outstanding -= 1 } }

    /// A run that waited continues.
    func comeBack() { state.withLock { $0.outstanding += 1 } }

    /// Reserves room for a context.
    func reserve() throws(AdmissionRefusal) {
        _ = liveContexts(above: 0)
        let (contexts, limit) = state.withLock { (Array($0.contexts.values), $0.limits.maxMemory) }
        if let limit, contexts.reduce(0, { $0 + $1.statistics.memory }) >= limit.bytes {
            throw .tenant(.memory, "the contexts of this tenant have \(limit), its limit (maxMemory)")
        }
        let refusal = state.withLock { state -> AdmissionRefusal? in
            if let maximum = state.limits.maxContexts, state.contexts.count + state.reserved >= maximum {
                return maximum == 0
                    ? AdmissionRefusal(.forbidden, .forbidden, "this tenant may make no contexts (maxContexts)")
                    : .tenant(.contexts, "this tenant has \(maximum) contexts, its limit")
            }
            state.reserved += 1
            return nil
        }
        if let refusal { throw refusal }
    }

    /// The number of contexts. If there are more than `count`, disposed ones are removed first.
    private func liveContexts(above count: Int) -> Int {
        let (number, gone) = state.withLock { state in
            guard state.contexts.count > count else { return (state.contexts.count, [String: Context]()) }
            let gone = state.contexts.filter { $0.value.isDisposed }
            for id in gone.keys { state.contexts[id] = nil }
            return (state.contexts.count, gone)
        }
        // Outside the lock: these may be the last references.
        _ = consume gone
        return number
    }

    /// A run has left a context behind.
    func add(_ context: Context) {
        state.withLock { $0.contexts[context.id] = context }
    }

    /// A reservation is used for a context, or given back.
    func endReservation(_ context: Context?) {
        state.withLock { state in
            state.reserved -= 1
            if let context { state.contexts[context.id] = context }
        }
    }
}
