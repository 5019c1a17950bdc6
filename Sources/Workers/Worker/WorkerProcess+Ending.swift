import CLinux
import Glibc
import Wire

extension WorkerProcess {
    /// Ends the worker, unless it has ended already.
    package func end(_ end: WorkerEnd) {
        perform(state.withLock { $0.begin(end) })
        // Nothing continues in its place, so the place is free at once, even if another thread is still reading from
        // the worker.
        if case .disposed = end { assignment.registry.remove(self) }
    }

    /// The time of a request is up. The pipe is read first: an answer that is there counts.
    ///
    /// - Parameter id: the request; nil to end the worker whatever is read.
    package func expire(_ id: Int?, _ end: WorkerEnd) {
        guard state.withLock({ $0.expire(id, end) }) else { return }
        read()
        perform(state.withLock { $0.endExpired() })
    }

    func kill(_ pidfd: Descriptor, _ end: WorkerEnd) {
        if end.killsARun, let usage = usage(pidfd) { note(usage) }
        System.signal(pidfd, SIGKILL)
    }

    /// The zygote has reaped it. Whatever it wrote before that is still in the pipe, and counts.
    func reaped(signal: Int?, exitStatus: Int?, cpuTime: Duration) {
        guard end == nil else { return }
        // Its resident memory can no longer be measured.
        note(ProcessUsage(cpuTime: cpuTime, peakMemory: lastUsage?.peakMemory ?? 0))
        if signal == Int(SIGKILL), let memoryLimit = assignment.memoryLimit, filledItsGroup {
            return expire(nil, .memoryLimit(bytes: memoryLimit))
        }
        expire(nil, .crashed(signal: signal, exitStatus: exitStatus))
    }
}
