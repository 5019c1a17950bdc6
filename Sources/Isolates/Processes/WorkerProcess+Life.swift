import CLinux
import Wire

extension WorkerProcess {
    /// Why it answers no more; nil while it does.
    var end: WorkerEnd? { withState { $0.end } }

    /// Whether it can be relied upon: it may be dead before its pipe has been seen to end.
    var isAlive: Bool {
        withState { state in
            guard state.end == nil else { return false }
            guard let pidfd = state.pidfd?.number else { return true }
            return !System.hasEnded(pidfd)
        }
    }

    /// The zygote forked it.
    func started(pidfd: consuming Descriptor) {
        var pidfd = Optional(consume pidfd)
        withState { state in
            state.pidfd = pidfd.take()
            // It was ended before there was anything to kill.
            guard state.end == nil else { return close(&state) }
            holdMemory(&state)
        }
    }

    /// Begins to measure the memory of a worker that has a limit, or whose supervisor has, and has the kernel hold
    /// that, too.
    func holdMemory(_ state: inout State) {
        measure(&state)
        guard state.end == nil, state.controlGroup == nil, let memoryLimit = state.owner.memoryLimit,
            let groups = state.owner.places.controlGroups, let pidfd = state.pidfd?.number,
            let pid = MemoryGauge.pid(of: pidfd)
        else { return }
        state.controlGroup = groups.add(self, pid: pid, memoryLimit: memoryLimit)
    }

    private func measure(_ state: inout State) {
        guard state.gauge == nil, state.owner.memoryLimit != nil || state.owner.places.measuresMemory,
            let pidfd = state.pidfd?.number
        else { return }
        do { state.gauge = try MemoryGauge(pidfd: pidfd, pagesAtStart: state.owner.pagesAtStart) } catch {
            end(&state, .unavailable(reason: "the memory of a worker can't be measured: \(error)"))
        }
    }

    /// What it has made resident, in bytes; nil where that is not measured.
    var measuredMemory: Int? { withState { $0.gauge?.bytes() } }

    /// What a worker must be owned by that takes its place from the beginning.
    var ownerOfNext: WorkerOwner { withState { $0.owner } }

    /// What a copy of it must be owned by to be measured as it is.
    var ownerOfCopy: WorkerOwner {
        withState { state in
            var owner = state.owner
            if let pages = state.gauge?.pagesAtStart { owner.pagesAtStart = pages }
            return owner
        }
    }

    /// The zygote reaped it. What it wrote before stands in the pipe, and still counts.
    func reaped(signal: Int?, exitStatus: Int?, cpuTime: Duration) {
        withState { state in
            read(&state)
            // What it had resident is known to nobody any more.
            if state.end == nil { note(ProcessUsage(cpuTime: cpuTime, peakMemory: lastUsage?.peakMemory ?? 0)) }
            if signal == Int(SIGKILL), let memoryLimit = state.owner.memoryLimit, state.controlGroup?.wasFull == true {
                return end(&state, .memoryLimit(bytes: memoryLimit))
            }
            end(&state, .crashed(signal: signal, exitStatus: exitStatus))
        }
    }

    /// Ends the worker if it has said nothing after 2 s: a copy that hangs hangs from its first instruction.
    func watchStart() {
        let patience: UInt64 = 2_000_000_000
        _ = Reactor.shared.schedule(at: System.now() + patience) { [weak self] in
            self?.withState { state in
                guard let self, !state.hasStarted else { return }
                self.read(&state)
                if !state.hasStarted { self.end(&state, .silent) }
            }
        }
    }
}
