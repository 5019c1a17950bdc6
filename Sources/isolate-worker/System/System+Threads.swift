import CLinux
import Glibc

extension System {
    /// Whether this process has no second thread.
    static var isSingleThreaded: Bool {
        if countsThreadsByProc { return threadCount == 1 }
        if cl_check_single_thread() == 0 { return true }
        guard errno == EINVAL else { fail("unshare") }
        return false
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
