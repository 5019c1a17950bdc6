import Isolates
import IsolatesRPC
import Synchronization

/// One request of a tenant, from its arrival to its answer.
final class TenantPass: RPCPass {
    private enum Stage {
        case queued
        case running(since: ContinuousClock.Instant, pauses: Int)
        case over
    }

    private struct State {
        var stage = Stage.queued
        var context: String?
        var made: Context?
        var queueTime = Duration.zero
    }

    private let service: Service
    private let gate: TenantGate
    private let work: RPCWork
    private let arrival = ContinuousClock.now
    private let state = Mutex(State())

    private var tenant: Tenant { gate.tenant }

    init(_ service: Service, _ gate: TenantGate, _ work: RPCWork) {
        self.service = service
        self.gate = gate
        self.work = work
        if takesTurn { service.queued(tenant, 1) }
    }

    /// Whether it waits for a turn. Only a request that makes a context does not.
    private var takesTurn: Bool { work != .context }

    func begin(isNested: Bool) async throws {
        guard takesTurn else { return }
        if isNested {
            service.admission.force(of: tenant.name)
        } else {
            try await service.admission.wait(
                of: tenant.name, maximum: tenant.limits.maxRuns ?? service.defaultRuns)
        }
        let now = ContinuousClock.now
        state.withLock { state in
            state.stage = .running(since: now, pauses: 0)
            state.queueTime = now - arrival
        }
        service.queued(tenant, -1)
        guard work == .run else { return }
        service.metrics.running(tenant.name, 1)
        service.metrics.began(tenant.name, after: now - arrival)
    }

    func enter(_ context: Context) {
        guard work == .run else { return }
        service.reports.open(context.id)
        state.withLock { $0.context = context.id }
    }

    func made(_ context: Context) {
        guard !takesTurn else { return tenant.add(context) }
        state.withLock { $0.made = context }
    }

    func pause() {
        guard change(pauses: 1) == 1 else { return }
        tenant.leave()
        service.admission.release(of: tenant.name)
    }

    func resume() {
        guard change(pauses: -1) == 0 else { return }
        tenant.comeBack()
        service.admission.force(of: tenant.name)
    }

    /// - Returns: how many pauses there are now; nil if it is not running.
    private func change(pauses change: Int) -> Int? {
        state.withLock { state in
            guard case .running(let since, let pauses) = state.stage else { return nil }
            state.stage = .running(since: since, pauses: pauses + change)
            return pauses + change
        }
    }

    func end(_ error: RPCError?) {
        let state = state.withLock { state in
            defer { state.stage = .over }
            return state
        }
        guard takesTurn else { return tenant.endReservation(state.made) }
        switch state.stage {
        case .over: break
        case .queued:
            tenant.leave()
            service.queued(tenant, -1)
        case .running(let since, let pauses):
            if pauses == 0 {
                tenant.leave()
                service.admission.release(of: tenant.name)
            }
            if work == .run { note(state, since, error) }
        }
    }

    private func note(_ state: State, _ since: ContinuousClock.Instant, _ error: RPCError?) {
        let record = RunRecord(
            tenant: tenant.name, context: state.context, outcome: error.map(RunRecord.outcome) ?? "completed",
            time: ContinuousClock.now - since, queueTime: state.queueTime,
            usage: state.context.flatMap { service.reports.take($0) })
        gate.keep(record)
        service.metrics.running(tenant.name, -1)
        service.metrics.ended(tenant.name, outcome: record.outcome, after: record.time)
        service.log(record, gate.trace)
    }
}
