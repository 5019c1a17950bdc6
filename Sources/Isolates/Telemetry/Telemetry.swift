import CoreMetrics
import Logging
import Workers

/// Reports events to the program's backends of swift-log and swift-metrics.
///
/// No method is called under a lock.
struct Telemetry: Sendable {
    private let logger: Logger?
    let metrics: Metrics?

    init(logger: Logger?, metricsFactory: (any MetricsFactory)?) {
        self.logger = logger
        metrics = metricsFactory.map { Metrics($0) }
    }

    func contextMade(_ id: String, name: String?) {
        metrics?.contextsMade.increment()
        logger?.debug("context made", metadata: ["context": "\(id)", "name": "\(name ?? "")"])
    }

    func contextEnded(_ id: String, _ end: WorkerEnd) {
        metrics?.contextsEnded.increment()
        let metadata: Logger.Metadata = ["context": "\(id)", "reason": "\(end.reasonOfDisposal)"]
        if case .disposed = end {
            logger?.debug("context ended", metadata: metadata)
        } else {
            logger?.warning("context ended", metadata: metadata)
        }
    }

    func rolledBack(_ id: String, _ end: WorkerEnd, count: Int) {
        metrics?.rollbacks.increment()
        logger?.notice(
            "context rolled back",
            metadata: ["context": "\(id)", "reason": "\(end.description)", "rollbacks": "\(count)"])
    }

    func runEnded(_ error: VMError?, _ wallTime: Duration) {
        metrics?.runEnded(error, wallTime)
    }

    func killed(_ id: String, _ error: VMError) {
        logger?.notice(
            "run killed",
            metadata: [
                "context": "\(id)", "code": "\(error.code)", "reason": "\(error.message)",
                "rolledBack": "\(error.isRolledBack)",
            ])
    }

    func checkpointUnavailable(_ id: String, reason: String) {
        logger?.warning("checkpoint unavailable", metadata: ["context": "\(id)", "reason": "\(reason)"])
    }

    func zygoteStarted(engine: String) {
        logger?.info("zygote started", metadata: ["engine": "\(engine)"])
    }

    /// - Parameter isExpected: whether the supervisor itself ended the zygote.
    func zygoteEnded(reason: String, isExpected: Bool) {
        logger?.log(
            level: isExpected ? .info : .error, isExpected ? "zygote ended" : "zygote died",
            metadata: ["reason": "\(reason)"])
    }
}
