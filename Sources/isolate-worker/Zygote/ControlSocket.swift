import CLinux
import Glibc
import Wire

/// The zygote's end of the socket to its supervisor. It never blocks: replies for which there is no room wait in a
/// queue, and while that is full, no request is read.
struct ControlSocket {
    private struct Queued {
        let reply: ZygoteReply
        /// Sent with the reply, and then closed.
        let pidfd: Int32?
    }

    /// While this many replies wait, no further request is read.
    private static let mostQueued = 64
    /// More requests than the socket can hold: its buffer has 208 KiB, and each takes some 700 bytes of it.
    static let mostRequests = 1_024

    private let socket: PacketSocket
    private var queue: [Queued] = []

    init(descriptor: Int32) {
        socket = PacketSocket(descriptor: descriptor)
        guard cl_set_nonblocking(descriptor, 1) == 0 else { fail("fcntl") }
    }

    var descriptor: Int32 { socket.descriptor }

    var isFull: Bool { queue.count >= Self.mostQueued }

    /// The events that poll(2) has to wait for.
    var awaitedEvents: Int32 { (isFull ? 0 : POLLIN) | (queue.isEmpty ? 0 : POLLOUT) }

    /// The next request and its descriptors; nil if there is none. This process ends if the supervisor is gone.
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

    /// Queues a reply behind those that wait.
    mutating func queue(_ reply: ZygoteReply, pidfd: Int32? = nil) {
        queue.append(Queued(reply: reply, pidfd: pidfd))
    }

    /// Sends as many replies as there is room for.
    ///
    /// - Returns: a worker whose pidfd cannot be sent. Its reply has been replaced by one that the fork failed. The
    ///   caller must call again until the result is nil.
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
            // For example ETOOMANYREFS: the user has too many descriptors in flight (unix(7)).
            guard case .forked(let worker, _) = reply else { fail("sendmsg", errno: failure) }
            queue[sent] = Queued(reply: .forkFailed(worker: worker, errno: Int(failure)), pidfd: nil)
            return worker
        }
        return nil
    }

    /// Closes everything that a worker must not have.
    func close() {
        Syscalls.close(descriptor)
        for case let pidfd? in queue.map(\.pidfd) { Syscalls.close(pidfd) }
    }
}
