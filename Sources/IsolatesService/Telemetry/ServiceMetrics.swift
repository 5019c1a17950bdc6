import Isolates
import Synchronization

/// The service's own metrics, for `/metrics`.
final class ServiceMetrics: Sendable {
    /// The labels of a metric: a tenant, nil if metrics are not counted by tenant, and a reason or outcome.
    private struct Key: Hashable, Sendable {
        let tenant: String?
        let word: String
    }

    private struct State {
        var running: [String?: Int] = [:]
        var queued: [String?: Int] = [:]
        var rejected: [Key: Int] = [:]
        var runSeconds: [Key: Histogram] = [:]
        var queueSeconds: [String?: Histogram] = [:]
    }

    /// Metrics that are measured at the time of the request.
    struct Gauges: Sendable {
        let contexts: Int
        let statistics: SupervisorStatistics
        let maximumWorkers: Int?
        let memory: Int
        let isDraining: Bool
    }

    private let byTenant: Bool
    private let state: Mutex<State>

    init(byTenant: Bool) {
        self.byTenant = byTenant
        state = Mutex(State())
        // Metrics exist from the beginning, with the value 0.
        guard !byTenant else { return }
        state.withLock { state in
            state.running[nil] = 0
            state.queued[nil] = 0
            state.queueSeconds[nil] = Histogram()
            state.runSeconds[Key(tenant: nil, word: "completed")] = Histogram()
            for reason in Rejection.allCases { state.rejected[Key(tenant: nil, word: reason.rawValue)] = 0 }
        }
    }

    private func label(_ tenant: String) -> String? { byTenant ? tenant : nil }

    func queued(_ tenant: String, _ change: Int) {
        let tenant = label(tenant)
        state.withLock { $0.queued[tenant, default: 0] += change }
    }

    func running(_ tenant: String, _ change: Int) {
        let tenant = label(tenant)
        state.withLock { $0.running[tenant, default: 0] += change }
    }

    func rejected(_ tenant: String?, _ reason: Rejection) {
        let key = Key(tenant: tenant.flatMap(label), word: reason.rawValue)
        state.withLock { $0.rejected[key, default: 0] += 1 }
    }

    func began(_ tenant: String, after wait: Duration) {
        let tenant = label(tenant)
        state.withLock { $0.queueSeconds[tenant, default: Histogram()].record(wait) }
    }

    func ended(_ tenant: String, outcome: String, after time: Duration) {
        let key = Key(tenant: label(tenant), word: outcome)
        state.withLock { $0.runSeconds[key, default: Histogram()].record(time) }
    }

    func text(_ gauges: Gauges) -> String {
        let state = state.withLock { $0 }
        var text = PrometheusText()
        writeRuns(state, into: &text)
        text.begin("isolates_contexts", .gauge, "Contexts that are alive.")
        text.sample("isolates_contexts", gauges.contexts)
        text.begin("isolates_workers", .gauge, "Worker processes, with checkpoints and those that are kept ready.")
        text.sample("isolates_workers", gauges.statistics.workers)
        if let maximum = gauges.maximumWorkers {
            text.begin("isolates_workers_max", .gauge, "How many worker processes there may be.")
            text.sample("isolates_workers_max", maximum)
        }
        text.begin("isolates_memory_bytes", .gauge, "Memory of all workers, as --max-memory counts it.")
        text.sample("isolates_memory_bytes", gauges.memory)
        text.begin("isolates_rollbacks_total", .counter, "Contexts that were rolled back.")
        text.sample("isolates_rollbacks_total", gauges.statistics.rollbacks)
        text.begin("isolates_crashes_total", .counter, "Runs that ended with the crash of their worker.")
        text.sample("isolates_crashes_total", gauges.statistics.crashes)
        text.begin("isolates_draining", .gauge, "1 while the service is draining, otherwise 0.")
        text.sample("isolates_draining", gauges.isDraining ? 1 : 0)
        return text.text
    }

    private func writeRuns(_ state: State, into text: inout PrometheusText) {
        func labels(_ tenant: String?) -> PrometheusText.Labels { tenant.map { [("tenant", $0)] } ?? [] }
        func sorted<Value>(_ counts: [String?: Value]) -> [(String?, Value)] {
            counts.sorted { $0.key ?? "" < $1.key ?? "" }.map { ($0.key, $0.value) }
        }
        func sorted<Value>(_ counts: [Key: Value], _ name: String) -> [(PrometheusText.Labels, Value)] {
            counts.sorted { ($0.key.tenant ?? "", $0.key.word) < ($1.key.tenant ?? "", $1.key.word) }
                .map { (labels($0.key.tenant) + [(name, $0.key.word)], $0.value) }
        }
        text.begin("isolates_runs_in_progress", .gauge, "Runs in progress, including those that wait for their client.")
        for (tenant, count) in sorted(state.running) { text.sample("isolates_runs_in_progress", count, labels(tenant)) }
        text.begin("isolates_runs_queued", .gauge, "Runs that wait for their turn.")
        for (tenant, count) in sorted(state.queued) { text.sample("isolates_runs_queued", count, labels(tenant)) }
        text.begin("isolates_rejected_total", .counter, "Requests that were not admitted.")
        for (labels, count) in sorted(state.rejected, "reason") {
            text.sample("isolates_rejected_total", count, labels)
        }
        text.begin("isolates_run_seconds", .histogram, "How long runs took, from the beginning of their turn.")
        for (labels, histogram) in sorted(state.runSeconds, "outcome") {
            text.sample("isolates_run_seconds", histogram, labels)
        }
        text.begin("isolates_queue_seconds", .histogram, "How long runs waited for their turn.")
        for (tenant, histogram) in sorted(state.queueSeconds) {
            text.sample("isolates_queue_seconds", histogram, labels(tenant))
        }
    }
}
