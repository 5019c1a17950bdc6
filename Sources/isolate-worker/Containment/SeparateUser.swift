import CLinux
import Glibc

/// Removes all rights that come from the process's user: root becomes a user that owns nothing, and no process keeps a
/// capability.
enum SeparateUser {
    /// User numbers that no machine assigns, below those that some programs take for negative.
    private static let numbers: Range<uid_t> = 2_000_000_000..<2_147_000_000

    /// Whether it is one of the numbers that `become` uses.
    static func isOwn(_ user: uid_t) -> Bool { numbers.contains(user) }

    static func become(_ namespaces: UInt64) -> String? {
        let isInNamespace = namespaces & CL_NEWUSER != 0
        var missing: String?
        if geteuid() == 0, !isInNamespace {
            missing = leaveRoot()
        } else if !isInNamespace {
            missing = "there is no user namespace of its own"
        }
        return obstacle("capset", cl_drop_capabilities()) ?? missing
    }

    private static func leaveRoot() -> String? {
        // Without CAP_KILL a supervisor that is root could not kill another user's process.
        guard cl_can_kill() == 1 else { return "the supervisor is root without CAP_KILL" }
        let number = numbers.randomElement()!
        return obstacle("setgroups", cl_drop_groups())
            ?? obstacle("setresgid", cl_set_group(number))
            ?? obstacle("setresuid", cl_set_user(number))
            // Changing the user has reset this (prctl(2)).
            ?? obstacle("prctl", cl_set_parent_death_signal(SIGKILL))
    }
}
