/// A request of the supervisor to its zygote: a packet on the control socket.
public enum ZygoteRequest: Sendable {
    /// Forks a worker; the packet carries the descriptors of a `ForkPacket`.
    case fork(worker: Int)
    /// Announces a copy that a worker makes of itself. The copy introduces itself with `token` and becomes the worker
    /// with this number; the reply is the same as for `fork`. The packet must be sent before the worker is asked for
    /// the copy.
    ///
    /// - token: a positive number that can't be guessed. It serves for one copy.
    case expect(worker: Int, token: Int)
    /// Withdraws the announcement of a copy. There is no reply.
    case forget(worker: Int)
}

/// The descriptors for a new process: a packet on the control socket of the process that forks.
public enum ForkPacket {
    /// The number of descriptors: the pipe for requests, the pipe for replies, and the new process's own control
    /// socket, on which it gets such packets itself.
    public static let descriptorCount = 3
    /// The number for a base (`ForkRole.base`): its control socket, on which the pipes come with the `RestoreMessage`.
    public static let descriptorCountOfBase = 1
}

/// A message from a zygote to its supervisor.
public enum ZygoteReply: Sendable, Equatable {
    /// The zygote can fork now. The numbers are JavaScriptCore's version; the layers are those that the zygote itself
    /// puts up. `sharedCode`: how many bytes of code the zygote holds in memory that no file is behind, and that every
    /// worker shares.
    case ready(
        major: Int, minor: Int, micro: Int, sharedCode: Int = 0, layers: [LayerReport], undoLog: UndoLogReport)
    /// The worker was forked; the packet carries its pidfd. `pid` is the process number that the zygote sees, for
    /// people to read.
    case forked(worker: Int, pid: Int)
    case forkFailed(worker: Int, errno: Int)
    /// The worker ended, by itself or by a kill, and was reaped. `cpuTime` is the CPU time that it had used, in
    /// microseconds.
    case ended(worker: Int, signal: Int?, exitStatus: Int?, cpuTime: Int)

    /// How many descriptors the packet carries.
    public var descriptorCount: Int {
        if case .forked = self { return 1 }
        return 0
    }
}
