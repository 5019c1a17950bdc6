import CLinux
import Glibc

/// Descriptors that workers leave to the rest of the program. Dispatch, on whose threads Swift's tasks run, opens files
/// below `/proc/self/task` each second while its threads are busy, and ends the program if there is no descriptor for
/// them (`_dispatch_workq_monitor_pools`).
enum DescriptorReserve {
    private static let size = 8

    /// Whether only the reserve is left once the program has this descriptor: the kernel always gives the lowest free
    /// number (open(2)).
    static func contains(_ descriptor: Descriptor) -> Bool {
        var (limit, maximum): (UInt64, UInt64) = (0, 0)
        guard cl_get_limit(CL_LIMIT_DESCRIPTORS, &limit, &maximum) == 0 else { return false }
        // Where there are few, most of them are for workers all the same.
        return UInt64(descriptor.number) + min(UInt64(size), limit / 16) >= limit
    }

    /// - Throws: what the kernel says if there are no descriptors at all.
    static func check(_ descriptors: [Descriptor]) throws(SystemError) {
        let last = descriptors.max { $0.number < $1.number }
        if let last, contains(last) { throw SystemError("pipe2", errno: EMFILE) }
    }
}
