import CLinux
import Glibc

/// Removes all rights to files, and to sockets and processes outside (landlock(7)). Open descriptors stay usable.
enum Landlock {
    /// `struct landlock_ruleset_attr`, which has grown with the ABI. The rights in it are handled and, as there are no
    /// rules, refused.
    private struct Attributes {
        var files: UInt64
        var network: UInt64 = 0
        var scopes: UInt64 = 0
    }

    static func enter() -> String? {
        let version = cl_landlock_create_ruleset(nil, 0, 1)
        guard version > 0 else {
            return errno == ENOSYS || errno == EOPNOTSUPP
                ? "this kernel has no Landlock, or it is switched off at boot"
                : obstacle("landlock_create_ruleset", version)
        }
        var attributes = attributes(version)
        let size = version >= 6 ? 24 : version >= 4 ? 16 : 8
        let ruleset = cl_landlock_create_ruleset(&attributes, size, 0)
        guard ruleset >= 0 else { return obstacle("landlock_create_ruleset", ruleset) }
        defer { Syscalls.close(ruleset) }
        return obstacle("landlock_restrict_self", cl_landlock_restrict_self(ruleset))
    }

    /// Everything that a kernel with this version of the ABI can refuse.
    private static func attributes(_ version: Int32) -> Attributes {
        // Executing, reading, writing, listing, creating and removing: thirteen rights from the beginning.
        var attributes = Attributes(files: (1 << 13) - 1)
        // Then linking and renaming across directories, truncating, and ioctl(2) of devices.
        if version >= 2 { attributes.files |= 1 << 13 }
        if version >= 3 { attributes.files |= 1 << 14 }
        if version >= 5 { attributes.files |= 1 << 15 }
        // TCP: bind(2) and connect(2).
        if version >= 4 { attributes.network = 0b11 }
        // Abstract unix sockets of other processes, and signals to them.
        if version >= 6 { attributes.scopes = 0b11 }
        return attributes
    }
}
