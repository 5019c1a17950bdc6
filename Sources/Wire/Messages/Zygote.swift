/// What the supervisor asks of its zygote: a packet on its control socket, with the new worker's pipe ends.
public enum ZygoteRequest: Sendable {
    /// Forks a worker; the packet carries the end it reads and the end it writes.
    case fork(worker: Int)
}

/// What a zygote tells its supervisor.
public enum ZygoteReply: Sendable, Equatable {
    /// It can fork now. The numbers are JavaScriptCore's version; the layers are those that it put up itself, or could not.
    case ready(major: Int, minor: Int, micro: Int, layers: [LayerReport])
    /// The worker is there; the packet carries a pidfd. `pid` is the zygote's number for it, for people to read.
    case forked(worker: Int, pid: Int)
    case forkFailed(worker: Int, errno: Int)
    /// The worker ended, by itself or killed, and was reaped.
    case ended(worker: Int, signal: Int?, exitStatus: Int?)
}
