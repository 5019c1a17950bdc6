import Isolates
import IsolatesRPC
import Synchronization
import Wire

/// Serves one supervisor to many clients: identifies them, applies their limits, and shuts down. Transports are
/// elsewhere.
final class Service: Sendable {
    let configuration: ServiceConfiguration
    let host: RPCHost
    let tenants: TenantTable
    let admission: RunAdmission
    let metrics: ServiceMetrics
    let reports: RunReports
    let logger = ServiceLog()
    let sessions = SessionTable()
    private let start = ContinuousClock.now
    private let drain: Mutex<DrainState>
    private let waiting = Atomic<Int>(0)

    init(_ configuration: ServiceConfiguration, _ tokens: TokensFile?) {
        self.configuration = configuration
        tenants = TenantTable(tokens, trustedProxies: configuration.trustedProxies)
        admission = RunAdmission(maximum: configuration.maximumRuns)
        metrics = ServiceMetrics(byTenant: configuration.metricsByTenant)
        let reports = RunReports()
        self.reports = reports
        drain = Mutex(DrainState(delay: configuration.drainDelay, timeout: configuration.drainTimeout))
        let placement = Placement(host: configuration.hostName, start: Machine.millisecondsSinceEpoch)
        let limits = RPCLimits(
            maximumWorkers: configuration.maximumWorkers, maximumMemory: configuration.maximumMemory,
            maximumQueuedRuns: configuration.maximumQueuedRuns, requiredLayers: configuration.requiredLayers)
        host = RPCHost(limits, explain: placement.explanation) { settings in
            settings.contextID = placement.id
            settings.runReport = reports.add
        }
    }

    /// How many runs a tenant without a limit of its own may have in progress at once.
    var defaultRuns: Int { configuration.maximumRuns }

    /// Makes the templates that every request may name.
    func loadTemplates() async throws(VMError) {
        for template in configuration.templates {
            var scripts: [Script] = []
            for script in template.scripts {
                scripts.append(try await host.supervisor.script(script.code, filename: script.filename))
            }
            host.add(try await host.supervisor.createTemplate(scripts), named: template.name)
        }
    }

    /// Time since the service was made.
    var now: Duration { ContinuousClock.now - start }

    var stage: DrainState.Stage { drain.withLock { $0.stage(now: now) } }

    /// The time until everything ends; nil if it is not ending.
    var timeToDeadline: Duration? { drain.withLock { $0.deadline }.map { max($0 - now, .zero) } }

    /// SIGTERM has come.
    func terminate() -> DrainState.Action {
        let action = drain.withLock { $0.terminate(now: now) }
        if action == .begin, let deadline = timeToDeadline {
            sessions.notifyDraining(deadline: deadline)
        }
        return action
    }

    /// Whether the service may end before its deadline.
    var mayEndEarly: Bool { isIdle && drain.withLock { $0.mayEndEarly(now: now) } }

    /// Whether the service has nothing left to wait for.
    private var isIdle: Bool { sessions.openRequests == 0 && sessions.contexts + host.detachedCount == 0 }

    /// - Throws: the reason if requests are not accepted at the moment.
    func checkOpen(isInLiveContext: Bool) throws(AdmissionRefusal) {
        switch stage {
        case .serving, .leaving: return
        case .finishing where isInLiveContext: return
        case .finishing, .over:
            let wait = timeToDeadline ?? .zero
            throw AdmissionRefusal(.draining, .busy(retryAfter: wait), "this host is draining: it takes nothing new")
        }
    }

    /// Admits a run of a tenant.
    func enter(_ tenant: Tenant) throws(AdmissionRefusal) {
        guard waiting.load(ordering: .relaxed) < configuration.maximumQueuedRuns else {
            throw AdmissionRefusal(
                .full, .busy(retryAfter: .seconds(1)),
                "\(configuration.maximumQueuedRuns) runs wait, the limit (--max-queued-runs)")
        }
        try tenant.enter(
            maximumRuns: defaultRuns, maximumQueued: configuration.maximumQueuedRuns, now: now)
    }

    /// Counts the runs that wait.
    func queued(_ tenant: Tenant, _ change: Int) {
        waiting.add(change, ordering: .relaxed)
        metrics.queued(tenant.name, change)
    }

    /// Why new work is refused; nil if it is accepted.
    var unreadiness: String? {
        guard stage == .serving else { return "draining" }
        if waiting.load(ordering: .relaxed) >= configuration.maximumQueuedRuns { return "full: too many runs wait" }
        return host.supervisor.isFull ? "full: there is no room for another context" : nil
    }

    var metricsText: String {
        metrics.text(
            ServiceMetrics.Gauges(
                contexts: sessions.contexts + host.detachedCount, statistics: host.supervisor.statistics,
                maximumWorkers: configuration.maximumWorkers, memory: host.supervisor.memory,
                isDraining: stage != .serving))
    }

    func log(_ record: RunRecord, _ trace: TraceContext) {
        guard configuration.logsRuns else { return }
        logger.write("run") { writer in
            writer.write("tenant", record.tenant)
            writer.write("context", record.context)
            writer.write("outcome", record.outcome)
            record.writeTimes(into: &writer)
            if record.usage?.isRolledBack == true { writer.write("rolledBack", true) }
            writer.write("traceparent", trace.traceparent)
            writer.write("requestId", trace.requestID)
        }
    }

    /// Reads the tokens again.
    func reload() {
        guard let path = configuration.tokensPath else { return }
        do {
            tenants.replace(try TokensFile(path: path))
            logger.write("tokens read") { $0.write("path", path) }
        } catch {
            // The tokens that were read before still hold.
            logger.write("tokens refused") { writer in
                writer.write("path", path)
                writer.write("reason", "\(error)")
            }
        }
    }
}
