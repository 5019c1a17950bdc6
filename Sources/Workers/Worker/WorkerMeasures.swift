import CLinux
import Glibc

/// How a worker is measured, and the last measurement.
struct WorkerMeasures: Sendable {
    /// Its process number, once that was asked for.
    var pid: Int?
    var gauge: MemoryGauge?
    var controlGroup: ControlGroup?
    /// Its usage when it was last noted.
    var noted: ProcessUsage?
    /// Whether a measurement of its memory is due, or going on.
    var isWatched = false

    /// - Returns: whether the caller is to begin watching the memory.
    mutating func beginWatch() -> Bool {
        defer { isWatched = true }
        return !isWatched
    }
}

extension WorkerProcess {
    /// Begins to measure the worker's memory if the worker or its supervisor has a memory limit, and lets a control
    /// group enforce the worker's limit, too.
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
            // The process has died already, which is reported elsewhere.
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

    /// The memory that the worker costs, in bytes: what it has made resident, and what this process holds of its
    /// incomplete frames. Nil if its memory is not measured.
    package var measuredMemory: Int? {
        let held = state.withLock { $0.receivedCount }
        return withMeasures { $0.gauge }?.bytes().map { $0 + held }
    }

    /// The same plus the log of its commits, which has a bound of its own and does not count toward a memory limit.
    package var measuredMemoryWithLog: Int? {
        guard let bytes = measuredMemory else { return nil }
        guard zygote.undoLog == .on, let pidfd else { return bytes }
        return bytes + (pid(of: pidfd).flatMap { ProcessSizes(of: $0) }?.shared ?? 0)
    }

    /// The assignment for a copy of it. The copy's memory counts from the same point as its own.
    package var assignmentOfCopy: WorkerAssignment {
        var assignment = assignment
        if let gauge = withMeasures({ $0.gauge }) { assignment.pagesAtStart = gauge.pagesAtStart }
        return assignment
    }

    /// What it has used; nil if it is gone or was not forked yet.
    package var usage: ProcessUsage? {
        state.withLock { $0.life == .alive ? $0.pidfd : nil }.flatMap { usage(of: $0) }
    }

    func usage(of pidfd: Descriptor) -> ProcessUsage? {
        pid(of: pidfd).flatMap { ProcessUsage(of: $0, pidfd: pidfd.number, without: zygote.sharedCode) }
    }

    /// Its process number; nil if it is gone. Good for measuring alone: once the worker has been reaped, another
    /// process may have the number.
    private func pid(of pidfd: Descriptor) -> Int? {
        if let pid = withMeasures({ $0.pid }) { return pid }
        let pid = MemoryGauge.pid(of: pidfd.number)
        withMeasures { $0.pid = pid }
        return pid
    }

    /// What it had used when that was last noted; nil if it never was.
    package var lastUsage: ProcessUsage? { withMeasures { $0.noted } }

    /// Notes what it has used, for when it is gone.
    package func noteUsage() {
        if let usage { note(usage) }
    }

    func note(_ usage: ProcessUsage) {
        withMeasures { $0.noted = usage }
    }

    /// CPU time that the worker has used since it was forked, in nanoseconds; 0 before the fork and after its end.
    package func processorTime() -> UInt64 {
        guard let pidfd, let pid = pid(of: pidfd), let time = System.processorTime(of: pid) else { return 0 }
        return time
    }

    /// Whether the kernel killed it because its control group was full.
    var filledItsGroup: Bool { withMeasures { $0.controlGroup }?.wasFull == true }

    func dropMeasures() {
        // Returned, so that they are released outside the lock.
        _ = withMeasures { measures in
            defer {
                measures.gauge = nil
                measures.controlGroup = nil
            }
            return (measures.gauge, measures.controlGroup)
        }
    }
}
