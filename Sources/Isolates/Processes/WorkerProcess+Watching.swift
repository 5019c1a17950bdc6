extension WorkerProcess {
    /// What a process can make resident in a nanosecond at the most, in bytes: 1.6 MB a millisecond were measured, and
    /// this has some to spare.
    private static let fastestGrowth = 2.0

    /// Measures the worker's memory again and again while a request is under way, the sooner the less is left, and ends
    /// the worker where it has passed its limit.
    func watchMemory(during id: Int, _ pressure: MemoryPressure = MemoryPressure()) {
        var pressure = pressure
        let pause = withState { state -> Double? in
            guard let memoryLimit = state.owner.memoryLimit, state.end == nil, case .parked = state.pending[id] else {
                return nil
            }
            // The worker can have begun before the zygote's word of it was read.
            guard let bytes = state.gauge?.bytes(), let pidfd = state.pidfd?.number else { return 0 }
            let left = memoryLimit - bytes
            guard left >= 0 else {
                end(&state, .memoryLimit(bytes: memoryLimit))
                return nil
            }
            return Double(pressure.tell(pidfd, left: left, of: memoryLimit)) / Self.fastestGrowth
        }
        guard let pause else { return }
        let nanoseconds = UInt64(min(max(pause, 500_000), 50_000_000))
        _ = Reactor.shared.schedule(at: System.now() + nanoseconds) { [weak self, pressure] in
            self?.watchMemory(during: id, pressure)
        }
    }

    /// Ends the worker where it has used more CPU time than the request may, the time in which it waits left out.
    func watchProcessorTime(during id: Int, _ limits: ExchangeLimits) {
        guard let timeout = limits.cpuTimeout else { return }
        let allowed = ExchangeLimits.nanoseconds(timeout)
        let used = processorTime() - min(limits.processorTimeAtStart, processorTime())
        let left = withState { state -> UInt64? in
            guard state.end == nil, case .parked = state.pending[id] else { return nil }
            guard used < allowed else {
                end(&state, .cpuTimeout(timeout))
                return nil
            }
            return allowed - used
        }
        guard let left else { return }
        // One thread can't use it up any sooner.
        _ = Reactor.shared.schedule(at: System.now() + max(left, 200_000)) { [weak self] in
            self?.watchProcessorTime(during: id, limits)
        }
    }

    /// CPU time that the worker has used since it was forked, in nanoseconds; 0 where that is not known yet, or any
    /// more.
    func processorTime() -> UInt64 {
        withState { state in
            guard let pidfd = state.pidfd?.number, let pid = MemoryGauge.pid(of: pidfd) else { return 0 }
            return System.processorTime(of: pid) ?? 0
        }
    }
}
