import CLinux
import Glibc

/// Removes all rights that come from the process's user: root becomes a user that owns nothing, and no process keeps a
/// capability.
enum SeparateUser {
    /// User numbers that no machine assigns, below those that some programs take for negative.
    private static let numbers: Range<uid_t> = 2_000_000_000..<2_147_000_000

    /// User numbers for a container whose user namespace has fewer, mostly 65,536: above most of those that images use.
    private static let numbersInContainers: Range<uid_t> = 20_000..<60_000

    /// The user that root's zygote has become.
    nonisolated(unsafe) private static var own: uid_t?

    /// Whether it is the user that the zygote has become, and nobody else is.
    static func isOwn(_ user: uid_t) -> Bool { user == own }

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
        if let obstacle = obstacle("setgroups", cl_drop_groups()) { return obstacle }
        // A number that the user namespace does not have is refused, and nothing has changed then.
        return become(numbers.randomElement()!).flatMap { _ in become(numbersInContainers.randomElement()!) }
    }

    private static func become(_ number: uid_t) -> String? {
        if let obstacle = obstacle("setresgid", cl_set_group(number)) ?? obstacle("setresuid", cl_set_user(number)) {
            return obstacle
        }
        own = number
        // Changing the user has reset this (prctl(2)).
        return obstacle("prctl", cl_set_parent_death_signal(SIGKILL))
    }
}
