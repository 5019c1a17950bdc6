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
    /// - Parameter sharedCode: how many bytes not to count, see `ZygoteProcess.sharedCode`.
    init?(pidfd: Int32, without sharedCode: Int) {
        guard let pid = MemoryGauge.pid(of: pidfd), let status = Self.status(of: pid) else { return nil }
        guard let time = System.processorTime(of: pid) else { return nil }
        cpuTime = .nanoseconds(Int64(time))
        memory = max(0, (status["RssAnon"] ?? 0) - sharedCode) + (status["RssShmem"] ?? 0)
        peakMemory = max(memory, (status["VmHWM"] ?? 0) - (status["RssFile"] ?? 0) - sharedCode)
    }

    /// Bytes of memory that a process shares and that no file stands behind: of a worker, the log of its commits. Nil
    /// where it is gone.
    static func sharedMemory(of pidfd: Int32) -> Int? {
        MemoryGauge.pid(of: pidfd).flatMap { status(of: $0) }.map { $0["RssShmem"] ?? 0 }
    }

    /// The sizes in `/proc/PID/status`, in bytes.
    private static func status(of pid: Int) -> [Substring: Int]? {
        guard let text = System.contents(ofSmallFile: "/proc/\(pid)/status") else { return nil }
        let sizes = text.split(separator: "\n").compactMap { line -> (Substring, Int)? in
            let words = line.split { $0 == ":" || $0 == "\t" || $0 == " " }
            guard words.count == 3, words[2] == "kB", let size = Int(words[1]) else { return nil }
            return (words[0], size << 10)
        }
        return Dictionary(sizes) { first, _ in first }
    }
}
