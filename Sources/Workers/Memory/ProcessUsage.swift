import Glibc

/// The resources that a process has used so far, as the kernel counts them.
package struct ProcessUsage: Sendable {
    /// The CPU time of all of the process's threads.
    package let cpuTime: Duration
    /// The resident bytes that are not backed by files (proc(5), `RssAnon` and `RssShmem`), the log of a worker's
    /// commits included.
    package let memory: Int
    /// The peak of resident bytes, without files; at least `memory`.
    package let peakMemory: Int

    /// The usage of a process that is gone.
    package init(cpuTime: Duration, peakMemory: Int) {
        self.cpuTime = cpuTime
        memory = 0
        self.peakMemory = peakMemory
    }

    /// The usage of a worker that is alive. Nil if it is gone, or if `/proc` is missing.
    ///
    /// - Parameters:
    ///   - pid: its process number.
    ///   - pidfd: tells whether the number is still its own.
    ///   - sharedCode: how many bytes not to count, see `ZygoteProcess.sharedCode`.
    init?(of pid: Int, pidfd: Int32, without sharedCode: Int) {
        guard let sizes = ProcessSizes(of: pid), let time = System.processorTime(of: pid), !System.hasEnded(pidfd)
        else { return nil }
        cpuTime = .nanoseconds(Int64(time))
        memory = max(0, sizes.anonymous - sharedCode) + sizes.shared
        peakMemory = max(memory, sizes.peak - sizes.files - sharedCode)
    }
}
