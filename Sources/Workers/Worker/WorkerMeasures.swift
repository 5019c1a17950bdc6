import CLinux
import Glibc

/// How a worker is measured, and what was measured last.
struct WorkerMeasures: Sendable {
    var gauge: MemoryGauge?
    var controlGroup: ControlGroup?
    /// What it had used when that was noted last.
    var noted: ProcessUsage?
}

extension WorkerProcess {
    /// Begins to measure the memory of a worker that has a limit, or whose supervisor has, and has the kernel hold
    /// that, too.
    func holdMemory() {
        let assignment = assignment
        guard let pidfd, assignment.memoryLimit != nil || assignment.registry.measuresMemory else { return }
        // What a base has is not compared with a limit of its own before it is the worker.
        let needsGauge = assignment.registry.measuresMemory || !state.withLock { $0.isBase }
        guard needsGauge, withMeasures({ $0.gauge == nil }) else { return holdByGroup(assignment, pidfd) }
        do throws(SystemError) {
            let gauge = try MemoryGauge(pidfd: pidfd, pagesAtStart: assignment.pagesAtStart)
            withMeasures { if $0.gauge == nil { $0.gauge = gauge } }
            holdByGroup(assignment, pidfd)
        } catch {
            // A process that died at once is told of as such.
            guard error.errno != ESRCH, error.errno != ENOENT else { return }
            end(.unavailable(reason: "the memory of a worker can't be measured: \(error)"))
        }
    }

    private func holdByGroup(_ assignment: WorkerAssignment, _ pidfd: Descriptor) {
        guard let memoryLimit = assignment.memoryLimit, let groups = assignment.registry.controlGroups,
            withMeasures({ $0.controlGroup == nil }), let pid = MemoryGauge.pid(of: pidfd.number)
        else { return }
        let group = groups.add(self, pid: pid, memoryLimit: memoryLimit, hasLog: zygote.undoLog == .on)
        withMeasures { $0.controlGroup = group }
    }

    /// Bytes that the worker costs: what it has made resident, and what this side holds of frames that it has not
    /// completed. Nil where that is not measured.
    package var measuredMemory: Int? {
        let held = state.withLock { $0.receivedCount }
        return withMeasures { $0.gauge }?.bytes().map { $0 + held }
    }

    /// The same with the log of its commits, which is bounded by itself and does not count toward a memory limit.
    package var measuredMemoryWithLog: Int? {
        guard let bytes = measuredMemory else { return nil }
        guard zygote.undoLog == .on, let pidfd else { return bytes }
        return bytes + (ProcessUsage.sharedMemory(of: pidfd.number) ?? 0)
    }

    /// The assignment of a copy of it, measured as it is itself.
    package var assignmentOfCopy: WorkerAssignment {
        var assignment = assignment
        if let gauge = withMeasures({ $0.gauge }) { assignment.pagesAtStart = gauge.pagesAtStart }
        return assignment
    }

    /// What it has used; nil where it is gone or was not forked yet.
    package var usage: ProcessUsage? {
        state.withLock { $0.life == .alive ? $0.pidfd : nil }.flatMap { ProcessUsage(pidfd: $0.number) }
    }

    /// What it had used when that was noted last; nil where it never was.
    package var lastUsage: ProcessUsage? { withMeasures { $0.noted } }

    /// Keeps what it has used, for when it is gone.
    package func noteUsage() {
        if let usage { note(usage) }
    }

    func note(_ usage: ProcessUsage) {
        withMeasures { $0.noted = usage }
    }

    /// CPU time that the worker has used since it was forked, in nanoseconds; 0 where that is not known yet, or any
    /// more.
    func processorTime() -> UInt64 {
        guard let pidfd, let pid = MemoryGauge.pid(of: pidfd.number) else { return 0 }
        return System.processorTime(of: pid) ?? 0
    }

    /// Whether the kernel killed it for the memory that its control group may hold.
    var filledItsGroup: Bool { withMeasures { $0.controlGroup }?.wasFull == true }

    func dropMeasures() {
        // Let go of here, outside of the lock.
        _ = withMeasures { measures in
            defer {
                measures.gauge = nil
                measures.controlGroup = nil
            }
            return (measures.gauge, measures.controlGroup)
        }
    }
}
