import CLinux
import Glibc
import Wire

/// The zygote's end of the socket to its supervisor, on which it waits for nothing: replies for which there is no room
/// stand in a queue, and while that is full no request is taken.
struct ControlSocket {
    private struct Queued {
        let reply: ZygoteReply
        /// Goes with it, and is closed when it has gone.
        let pidfd: Int32?
    }

    /// Replies that wait before no further request is taken, each of which has one reply.
    private static let mostQueued = 64
    /// Requests that the socket holds, by far: its buffer is of 208 KiB, and each takes some 700 bytes of it.
    static let mostRequests = 1_024

    private let socket: PacketSocket
    private var queue: [Queued] = []

    init(descriptor: Int32) {
        socket = PacketSocket(descriptor: descriptor)
        guard cl_set_nonblocking(descriptor, 1) == 0 else { fail("fcntl") }
    }

    var descriptor: Int32 { socket.descriptor }

    var isFull: Bool { queue.count >= Self.mostQueued }

    /// What poll(2) is to wait for.
    var awaitedEvents: Int32 { (isFull ? 0 : POLLIN) | (queue.isEmpty ? 0 : POLLOUT) }

    /// The next request and the descriptors that came with it, or nil where none is there. A supervisor that is gone
    /// ends this process.
    func receive() -> (request: ZygoteRequest, descriptors: [Int32])? {
        switch socket.receive() {
        case .none: return nil
        case .end: _exit(ExitStatus.success)
        case .packet(let bytes, let descriptors):
            do { return (try ZygoteRequest(json: bytes), descriptors) } catch {
                complain("isolate-worker: \(error)\n")
                _exit(ExitStatus.protocolError)
            }
        }
    }

    /// Has a reply sent, as soon as there is room, behind those that wait.
    mutating func queue(_ reply: ZygoteReply, pidfd: Int32? = nil) {
        queue.append(Queued(reply: reply, pidfd: pidfd))
    }

    /// Sends what there is room for.
    ///
    /// - Returns: a worker whose pidfd can't be sent. In the place of that reply there is now one that the fork failed.
    ///   Call again until there is none.
    mutating func flush() -> Int? {
        var sent = 0
        defer { queue.removeFirst(sent) }
        while sent < queue.count {
            let (reply, pidfd) = (queue[sent].reply, queue[sent].pidfd)
            let failure = socket.send(reply.packet(), descriptors: pidfd.map { [$0] } ?? [])
            if failure == EAGAIN { return nil }
            if let pidfd { Syscalls.close(pidfd) }
            if failure == EPIPE || failure == ECONNRESET { _exit(ExitStatus.success) }
            if failure == 0 {
                sent += 1
                continue
            }
            // Such as ETOOMANYREFS, where the user has too many descriptors under way (unix(7)).
            guard case .forked(let worker, _) = reply else { fail("sendmsg", errno: failure) }
            queue[sent] = Queued(reply: .forkFailed(worker: worker, errno: Int(failure)), pidfd: nil)
            return worker
        }
        return nil
    }

    /// Closes all that a worker must not have.
    func close() {
        Syscalls.close(descriptor)
        for case let pidfd? in queue.map(\.pidfd) { Syscalls.close(pidfd) }
    }
}
