import CLinux
import Glibc
import Wire

extension WorkerProcess {
    /// The most that a process can make resident in a nanosecond, in bytes. 1.6 MB a millisecond were measured; this
    /// leaves some margin.
    private static let fastestGrowth = 2.0

    /// Starts the clocks of a request that was written to a ready worker. The timeout counts from `begun`.
    func startClocks(of id: Int, begun: UInt64, _ limits: ExchangeLimits) {
        if let timeout = limits.timeout {
            let timer = reactor.schedule(at: begun + timeout.boundedNanoseconds) { [self] in
                expire(id, limits.endAtTimeout ?? .timeout(timeout))
            }
            if !state.withLock({ $0.keep(timer, of: id) }) { reactor.cancel(timer) }
        }
        if assignment.memoryLimit != nil, withMeasures({ $0.beginWatch() }) { watchMemory() }
        if let cpuTimeout = limits.cpuTimeout {
            watchProcessorTime(during: id, since: limits.processorTimeAtStart, cpuTimeout)
        }
    }

    /// Measures the worker's memory repeatedly while requests are under way, more often the less is left, and ends the
    /// worker once it has passed its limit.
    ///
    /// Many short requests share a measurement: a new one begins only where none is due. The next one comes before the
    /// worker can have used up what was left at the last, whatever ran in between.
    ///
    /// - Parameters:
    ///   - last: the request that was under way at the last measurement.
    ///   - pressure: what the worker was told during that request. After it the worker has returned to normal.
    private func watchMemory(last: Int? = nil, _ pressure: MemoryPressure = MemoryPressure()) {
        guard let (limit, id) = limitedRequest else {
            withMeasures { $0.isWatched = false }
            // A request that has begun since relied on this watch.
            if limitedRequest != nil, withMeasures({ $0.beginWatch() }) { watchMemory() }
            return
        }
        var pressure = id == last ? pressure : MemoryPressure()
        var pause = 0.0
        if let pidfd, let bytes = measuredMemory {
            let left = limit - bytes
            guard left >= 0 else { return end(.memoryLimit(bytes: limit)) }
            let step = pressure.measured(left: left, of: limit)
            if let interval = step.interval {
                // ESRCH: it has died already.
                _ = cl_pidfd_send_value(pidfd.number, MemoryPressureSignal.number, interval)
            }
            pause = Double(step.allowance) / Self.fastestGrowth
        }
        let nanoseconds = UInt64(min(max(pause, 500_000), 50_000_000))
        reactor.schedule(after: nanoseconds) { [self, pressure] in
            watchMemory(last: id, pressure)
        }
    }

    /// The memory limit, and the request that is under way.
    private var limitedRequest: (limit: Int, id: Int)? {
        guard let limit = assignment.memoryLimit, let id = state.withLock({ $0.requestUnderWay }) else { return nil }
        return (limit, id)
    }

    /// Ends the worker if it has used more CPU time than the request may. Time in which the worker sleeps does not
    /// count.
    private func watchProcessorTime(during id: Int, since start: UInt64, _ timeout: Duration) {
        guard state.withLock({ $0.isAtWork(id) }) else { return }
        let now = processorTime()
        let used = now - min(start, now)
        let allowed = timeout.boundedNanoseconds
        guard used < allowed else { return expire(id, .cpuTimeout(timeout)) }
        // One thread cannot use up the rest any sooner.
        reactor.schedule(after: max(allowed - used, 200_000)) { [self] in
            watchProcessorTime(during: id, since: start, timeout)
        }
    }
}
