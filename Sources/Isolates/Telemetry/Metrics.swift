import CoreMetrics

/// The metrics of a supervisor. `Supervisor.Configuration.metricsFactory` documents their names.
struct Metrics: Sendable {
    let workers: Meter
    let contextsMade: Counter
    let contextsEnded: Counter
    let rollbacks: Counter
    private let completed: Counter
    private let failed: [VMError.Code: Counter]
    private let durations: Timer

    init(_ factory: any MetricsFactory) {
        workers = Meter(label: "isolates.workers", factory: factory)
        contextsMade = Counter(label: "isolates.contexts.made", factory: factory)
        contextsEnded = Counter(label: "isolates.contexts.ended", factory: factory)
        rollbacks = Counter(label: "isolates.rollbacks", factory: factory)
        durations = Timer(label: "isolates.run.duration", factory: factory)
        func runs(_ outcome: String) -> Counter {
            Counter(label: "isolates.runs", dimensions: [("outcome", outcome)], factory: factory)
        }
        completed = runs("completed")
        let codes: [VMError.Code] = [
            .exception, .compilation, .timeout, .interrupted, .memoryLimit, .crashed, .disposed, .valueTooLarge,
            .unavailable,
            .invalidValue, .invalidArgument,
        ]
        failed = Dictionary(uniqueKeysWithValues: codes.map { ($0, runs($0.description)) })
    }

    func runEnded(_ error: VMError?, _ wallTime: Duration) {
        durations.recordNanoseconds(Int64(wallTime / .nanoseconds(1)))
        if let error { failed[error.code]?.increment() } else { completed.increment() }
    }
}
