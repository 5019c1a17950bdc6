import Workers

/// Counts and times one run. It measures the process only if the program asked for reports.
struct RunMeter {
    private let context: Context
    private let start = System.now()
    private let worker: WorkerProcess?
    private let cpuTimeAtStart: Duration

    init(_ context: Context) {
        self.context = context
        worker = context.accounts.report == nil ? nil : context.processes.worker
        cpuTimeAtStart = .nanoseconds(worker?.processorTime() ?? 0)
        context.count { $0.runs += 1 }
        context.accounts.countRun()
    }

    /// - Parameter error: the failure of the run; nil if it gave a result.
    func end(_ error: VMError?) {
        let wallTime = Duration.nanoseconds(Int64(System.now() - start))
        context.count { $0.wallTime += wallTime }
        context.accounts.telemetry.runEnded(error, wallTime)
        guard let report = context.accounts.report, let worker else { return }
        let usage = worker.usage ?? worker.lastUsage
        report(
            RunReport(
                context: context.id, wallTime: wallTime,
                cpuTime: usage.map { max(.zero, $0.cpuTime - cpuTimeAtStart) } ?? .zero,
                memory: usage?.memory ?? 0,
                peakMemory: usage?.peakMemory ?? 0, failure: error?.code, isRolledBack: error?.isRolledBack ?? false))
    }
}
