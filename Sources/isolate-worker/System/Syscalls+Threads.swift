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

    /// Waits until this process has no second thread, a fifth of a second at the most: a thread of the engine's that
    /// has nothing to do ends after 5 ms (CThreads).
    ///
    /// - Returns: whether it has none.
    static func awaitSingleThread() -> Bool {
        for _ in 0..<200 {
            if isSingleThreaded { return true }
            sleep(milliseconds: 1)
        }
        return isSingleThreaded
    }

    /// The name of a second thread, or the last part of it; nil where that has none.
    static var nameOfSecondThread: String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16) { name in
            guard threads_find(name.baseAddress!) != 0 else { return nil }
            return String(cString: name.baseAddress!)
        }
    }

    /// Whether that takes `/proc`: where a container runtime forbids the one call that tells without.
    static let countsThreadsByProc = cl_check_single_thread() < 0 && errno == EPERM

    /// Entries of /proc/self/task, counted by the directory's links.
    private static var threadCount: Int {
        var status = stat()
        guard stat("/proc/self/task", &status) == 0 else { fail("stat /proc/self/task") }
        return Int(status.st_nlink) - 2
    }
}
