import CLinux
import CThreads
import Glibc

extension Syscalls {
    /// Whether this process has no second thread.
    static var isSingleThreaded: Bool {
        if countsThreadsByProc { return threadCount == 1 }
        if cl_check_single_thread() == 0 { return true }
        guard errno == EINVAL else { fail("unshare") }
        return false
    }

    /// Waits until this process has no second thread, at most a fifth of a second. An idle thread of the engine ends
    /// after 5 ms (CThreads).
    ///
    /// - Returns: whether it has none.
    static func awaitSingleThread() -> Bool {
        for _ in 0..<200 {
            if isSingleThreaded { return true }
            sleep(milliseconds: 1)
        }
        return isSingleThreaded
    }

    /// The name of a second thread, or the end of it; nil if the thread has no name.
    static var nameOfSecondThread: String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { name in
            guard threads_find(name.baseAddress!) != 0 else { return nil }
            return String(cString: name.baseAddress!)
        }
    }

    /// Whether counting threads needs `/proc`, because a container runtime forbids the one call that works without.
    static let countsThreadsByProc = cl_check_single_thread() < 0 && errno == EPERM

    /// The number of entries of /proc/self/task, from the directory's link count.
    private static var threadCount: Int {
        var status = stat()
        guard stat("/proc/self/task", &status) == 0 else { fail("stat /proc/self/task") }
        return Int(status.st_nlink) - 2
    }
}
