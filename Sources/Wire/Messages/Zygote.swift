/// What the supervisor asks of its zygote: a packet on its control socket.
public enum ZygoteRequest: Sendable {
    /// Forks a worker; the packet carries the descriptors of a `ForkPacket`.
    case fork(worker: Int)
    /// A worker copies itself, and the copy, which introduces itself with `token`, is to be that worker: answered like
    /// a fork of the zygote's own. It must be sent before the worker is asked for the copy.
    ///
    /// - token: a positive number that nobody can guess. It serves for one copy.
    case expect(worker: Int, token: Int)
    /// Nobody waits any more for the copy that was to be that worker. It is not answered.
    case forget(worker: Int)
}

/// What a new process is given: a packet with descriptors, on the control socket of whoever is to fork.
public enum ForkPacket {
    /// How many descriptors: the end that the new process reads requests from, the one it writes replies to, and its
    /// control socket, from which it takes such packets itself.
    public static let descriptorCount = 3
}

/// What a zygote tells its supervisor.
public enum ZygoteReply: Sendable, Equatable {
    /// It can fork now. The numbers are JavaScriptCore's version; the layers are those that it put up itself, or could
    /// not.
    case ready(major: Int, minor: Int, micro: Int, layers: [LayerReport], undoLog: UndoLogReport)
    /// The worker is there; the packet carries a pidfd. `pid` is the zygote's number for it, for people to read.
    case forked(worker: Int, pid: Int)
    case forkFailed(worker: Int, errno: Int)
    /// The worker ended, by itself or killed, and was reaped. `cpuTime` is what it had used, in microseconds.
    case ended(worker: Int, signal: Int?, exitStatus: Int?, cpuTime: Int)

    /// How many descriptors the packet carries.
    public var descriptorCount: Int {
        if case .forked = self { return 1 }
        return 0
    }
}
