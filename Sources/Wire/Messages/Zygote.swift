/// What the supervisor asks of its zygote: a packet on its control socket.
public enum ZygoteRequest: Sendable {
    /// Forks a worker; the packet carries the descriptors of a `ForkPacket`.
    case fork(worker: Int)
    /// Takes the child `pid`, which a worker forked, for that worker: answered like a fork of the zygote's own.
    case adopt(worker: Int, pid: Int)
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
    case ready(major: Int, minor: Int, micro: Int, layers: [LayerReport])
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
