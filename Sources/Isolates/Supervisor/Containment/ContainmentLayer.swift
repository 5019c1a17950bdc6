import Wire

/// One of the layers between a script that has taken over its worker's native code and the rest of the machine.
/// SECURITY.md says what each of them stops.
///
/// All of them hold for every worker; each is used where the machine gives it. The raw value is the name that `isolates
/// doctor` prints.
public enum ContainmentLayer: String, CaseIterable, Sendable {
    /// No program gives the worker more rights than it has (prctl(2), `PR_SET_NO_NEW_PRIVS`).
    case noNewPrivileges
    /// An allow-list of system calls (seccomp(2)); any other ends the worker.
    case systemCallFilter
    /// No right to open any file, to use TCP, or to signal a process outside (landlock(7)).
    case landlock
    /// An empty, read-only root directory in a mount namespace of its own (mount_namespaces(7)).
    case emptyFileSystem
    /// No right that comes of the user who started the supervisor: root's workers are another user's, of whom there is
    /// nothing else; an ordinary user's are in a user namespace (user_namespaces(7)); and they have no capabilities
    /// (capabilities(7)).
    case separateUser
    /// No core dump, and nothing private of it in `/proc` (prctl(2), `PR_SET_DUMPABLE`).
    case notDumpable
    /// Limits on files, locked memory and priorities (setrlimit(2)).
    case resourceLimits
    /// At most 4,096 processes and threads of all workers together (setrlimit(2), `RLIMIT_NPROC`).
    case processLimit
    /// A PID namespace (pid_namespaces(7)): no other process of the machine can be named.
    case processNamespace
    /// A network namespace (network_namespaces(7)) without any interface.
    case networkNamespace
    /// No System V objects and message queues but its own (ipc_namespaces(7)).
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
