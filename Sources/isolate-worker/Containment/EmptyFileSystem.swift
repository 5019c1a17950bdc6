import CLinux
import Glibc

/// An empty, read-only directory as the root of the file system, where the zygote has a mount namespace of its own.
enum EmptyFileSystem {
    static func enter(_ namespaces: UInt64) -> String? {
        // In the machine's own namespace this would be everybody's file system.
        guard namespaces & CL_NEWNS != 0 else { return "there is no mount namespace of its own" }
        guard !Syscalls.countsThreadsByProc else {
            return "threads can be counted by /proc alone, because unshare(2) is forbidden"
        }
        // Any directory that is there will do; this one the supervisor needs, too.
        let place = "/proc"
        return obstacle("mount of / as private", cl_mount(nil, "/", nil, CL_MOUNT_PRIVATE, nil))
            ?? obstacle(
                "mount of tmpfs", cl_mount("tmpfs", place, "tmpfs", CL_MOUNT_EMPTY, "size=4k,nr_inodes=1,mode=555"))
            ?? obstacle("chdir", chdir(place))
            // The old root then lies on top of the new one, at the same place (pivot_root(2)).
            ?? obstacle("pivot_root", cl_pivot_root(".", "."))
            ?? obstacle("umount2", cl_detach("."))
            ?? obstacle("chdir", chdir("/"))
    }
}
