extension WorkerProcess {
    /// What a process can make resident in a nanosecond at the most, in bytes: 1.6 MB a millisecond were measured, and this has some to spare.
    private static let fastestGrowth = 0.002

    /// Measures the worker's memory again and again while a request is under way, the sooner the less is left, and ends the worker
    /// where it has passed its limit.
    func watchMemory(during id: Int) {
        guard let memoryLimit else { return }
        let pause = withState { state -> UInt64? in
            guard state.end == nil, case .parked = state.pending[id] else { return nil }
            // The worker can have begun before the zygote's word of it was read.
            guard let bytes = state.gauge?.bytes() else { return 1_000_000 }
            let left = memoryLimit - bytes
            guard left >= 0 else {
                end(&state, .memoryLimit(bytes: memoryLimit))
                return nil
            }
            return UInt64(min(max(Double(left) / Self.fastestGrowth, 500_000), 50_000_000))
        }
        guard let pause else { return }
        _ = Reactor.shared.schedule(at: System.now() + pause) { [weak self] in self?.watchMemory(during: id) }
    }
}
