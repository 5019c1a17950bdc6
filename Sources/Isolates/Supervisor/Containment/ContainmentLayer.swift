import Wire

/// One of the layers between a script that has taken over its worker's process and the rest of the machine. SECURITY.md
/// says what each layer stops.
///
/// Every layer that the machine provides is used, for every worker. The raw value is the name that `isolates doctor`
/// prints.
public enum ContainmentLayer: String, CaseIterable, Sendable {
    /// Running a program gives the worker no further rights (prctl(2), `PR_SET_NO_NEW_PRIVS`).
    case noNewPrivileges
    /// A list of allowed system calls (seccomp(2)); any other fails or ends the worker.
    case systemCallFilter
    /// No right to open files, to use TCP, or to signal processes outside (landlock(7)).
    case landlock
    /// An empty, read-only root directory in a mount namespace of its own (mount_namespaces(7)).
    case emptyFileSystem
    /// None of the rights of the user who started the supervisor: root's workers run as another user, who owns nothing
    /// else; an ordinary user's workers are in a user namespace (user_namespaces(7)). Neither have capabilities
    /// (capabilities(7)).
    case separateUser
    /// No core dump, and no access to the worker's private files in `/proc` (prctl(2), `PR_SET_DUMPABLE`).
    case notDumpable
    /// Limits on files, locked memory and priorities (setrlimit(2)).
    case resourceLimits
    /// At most 4,096 processes and threads for all workers together (setrlimit(2), `RLIMIT_NPROC`).
    case processLimit
    /// A PID namespace (pid_namespaces(7)): no other process of the machine can be named.
    case processNamespace
    /// A network namespace (network_namespaces(7)) without any interface.
    case networkNamespace
    /// An IPC namespace (ipc_namespaces(7)): no System V objects or message queues of other processes.
    case ipcNamespace

    init(_ layer: Layer) {
        self =
            switch layer {
            case .noNewPrivileges: .noNewPrivileges
            case .systemCallFilter: .systemCallFilter
            case .landlock: .landlock
            case .emptyFileSystem: .emptyFileSystem
            case .separateUser: .separateUser
            case .notDumpable: .notDumpable
            case .resourceLimits: .resourceLimits
            case .processLimit: .processLimit
            case .processNamespace: .processNamespace
            case .networkNamespace: .networkNamespace
            case .ipcNamespace: .ipcNamespace
            }
    }
}
