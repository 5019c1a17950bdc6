import Workers

/// The counters of a supervisor, and the receivers of its reports.
final class SupervisorAccounts: Sendable {
    struct Counters: Sendable {
        var runs = 0
        var timeouts = 0
        var memoryLimits = 0
        var crashes = 0
        var rollbacks = 0
    }

    let start = ContinuousClock.now
    let report: (@Sendable (RunReport) -> Void)?
    let telemetry: Telemetry
    private let counted = Lock("counters of a supervisor", Counters())

    /// - Parameter report: gets the report of each run; nil if there is no receiver.
    init(_ telemetry: Telemetry, report: (@Sendable (RunReport) -> Void)?) {
        self.telemetry = telemetry
        self.report = report
    }

    var counters: Counters { counted.withLock { $0 } }

    func countRun() {
        counted.withLock { $0.runs += 1 }
    }

    func countRollback() {
        counted.withLock { $0.rollbacks += 1 }
    }

    /// Counts a failure in a context.
    func count(_ error: VMError) {
        switch error.code {
        case .timeout: counted.withLock { $0.timeouts += 1 }
        case .memoryLimit: counted.withLock { $0.memoryLimits += 1 }
        case .crashed: counted.withLock { $0.crashes += 1 }
        default: break
        }
    }
}
