import Synchronization

/// What a supervisor keeps count of, and whom it tells.
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
    private let counted = Mutex(Counters())

    init(_ configuration: Supervisor.Configuration) {
        report = configuration.runReport
        telemetry = Telemetry(configuration)
    }

    var counters: Counters { counted.withLock { $0 } }

    func countRun() {
        counted.withLock { $0.runs += 1 }
    }

    func countRollback() {
        counted.withLock { $0.rollbacks += 1 }
    }

    /// Counts how something failed in a context.
    func count(_ error: VMError) {
        switch error.code {
        case .timeout: counted.withLock { $0.timeouts += 1 }
        case .memoryLimit: counted.withLock { $0.memoryLimits += 1 }
        case .crashed: counted.withLock { $0.crashes += 1 }
        default: break
        }
    }
}
