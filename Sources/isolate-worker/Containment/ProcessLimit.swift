import CLinux
import Glibc

/// Limits how many processes and threads all workers of a zygote may have together, as the kernel counts them
/// (RLIMIT_NPROC).
enum ProcessLimit {
    private static let most: UInt64 = 4_096

    static func set(_ namespaces: UInt64) -> String? {
        // The kernel counts by user and user namespace, and does not limit root.
        guard namespaces & CL_NEWUSER != 0 || SeparateUser.isOwn(geteuid()) else {
            return geteuid() == 0 ? "root has no such limit" : "every other process of the user would count"
        }
        var current: UInt64 = 0
        var maximum: UInt64 = 0
        return obstacle("getrlimit", cl_get_limit(CL_LIMIT_PROCESSES, &current, &maximum))
            ?? obstacle("setrlimit", cl_set_limit(CL_LIMIT_PROCESSES, min(most, current)))
    }
}
