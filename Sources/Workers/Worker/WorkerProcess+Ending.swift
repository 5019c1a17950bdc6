import CLinux
import Glibc
import Wire

extension WorkerProcess {
    /// Ends the worker, unless it has ended.
    package func end(_ end: WorkerEnd) {
        perform(state.withLock { $0.begin(end) })
        // Nothing goes on in its place, which is free at once, though another thread may still be reading from it.
        if case .disposed = end { assignment.registry.remove(self) }
    }

    /// The time of a request is up. What the worker has written is read first: an answer that is there counts.
    ///
    /// - Parameter id: nil where the worker ends whatever is found.
    package func expire(_ id: Int?, _ end: WorkerEnd) {
        guard state.withLock({ $0.expire(id, end) }) else { return }
        read()
        perform(state.withLock { $0.endExpired() })
    }

    func kill(_ pidfd: Descriptor, _ end: WorkerEnd) {
        if end.killsARun, let usage = ProcessUsage(pidfd: pidfd.number) { note(usage) }
        System.signal(pidfd, SIGKILL)
    }

    /// The zygote reaped it. What it wrote before stands in the pipe, and still counts.
    func reaped(signal: Int?, exitStatus: Int?, cpuTime: Duration) {
        guard end == nil else { return }
        // What it had resident is known to nobody any more.
        note(ProcessUsage(cpuTime: cpuTime, peakMemory: lastUsage?.peakMemory ?? 0))
        if signal == Int(SIGKILL), let memoryLimit = assignment.memoryLimit, filledItsGroup {
            return expire(nil, .memoryLimit(bytes: memoryLimit))
        }
        expire(nil, .crashed(signal: signal, exitStatus: exitStatus))
    }
}
