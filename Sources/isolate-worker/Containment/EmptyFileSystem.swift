import CLinux
import Glibc

/// An empty, read-only directory as the root of the file system, if the zygote has a mount namespace of its own.
enum EmptyFileSystem {
    static func enter(_ namespaces: UInt64) -> String? {
        // In the machine's own namespace this would change everybody's file system.
        guard namespaces & CL_NEWNS != 0 else { return "there is no mount namespace of its own" }
        guard !Syscalls.countsThreadsByProc else {
            return "threads can be counted by /proc alone, because unshare(2) is forbidden"
        }
        // Any existing directory will do; the supervisor needs this one in any case.
        let place = "/proc"
        return obstacle("mount of / as private", cl_mount(nil, "/", nil, CL_MOUNT_PRIVATE, nil))
            ?? obstacle(
                "mount of tmpfs", cl_mount("tmpfs", place, "tmpfs", CL_MOUNT_EMPTY, "size=4k,nr_inodes=1,mode=555"))
            ?? obstacle("chdir", chdir(place))
            // Afterwards the old root is mounted on top of the new one (pivot_root(2)).
            ?? obstacle("pivot_root", cl_pivot_root(".", "."))
            ?? obstacle("umount2", cl_detach("."))
            ?? obstacle("chdir", chdir("/"))
    }
}
