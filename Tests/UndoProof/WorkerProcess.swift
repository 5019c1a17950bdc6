import CLinux
import Glibc
import Wire

/// A worker, by its pipes, or a base, which has none before it is told to restore.
final class WorkerProcess {
    let number: Int
    private var requests: Int32 = -1
    private(set) var replies: Int32 = -1
    let control: Int32
    var pidfd: Int32 = -1
    /// The last bytes that were not a complete frame.
    private var lastWords: String?
    private var received = FrameBuffer(maximumLength: 1 << 30)
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)

    private init(number: Int, control: Int32) {
        self.number = number
        self.control = control
    }

    deinit {
        for descriptor in [requests, replies, control, pidfd] where descriptor >= 0 { close(descriptor) }
        chunk.deallocate()
    }

    /// - Returns: the worker, and the descriptors for its process.
    static func make(number: Int, isBase: Bool = false) throws -> (WorkerProcess, [Int32]) {
        var control: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &control) == 0
        else {
            throw Failure(call: "socketpair")
        }
        let worker = WorkerProcess(number: number, control: control[0])
        return (worker, (isBase ? [] : try worker.openPipes()) + [control[1]])
    }

    /// - Returns: the ends of its process.
    private func openPipes() throws -> [Int32] {
        var ends: (requests: [Int32], replies: [Int32]) = ([-1, -1], [-1, -1])
        guard cl_pipe(&ends.requests) == 0, cl_pipe(&ends.replies) == 0 else { throw Failure(call: "pipe2") }
        (requests, replies) = (ends.requests[1], ends.replies[0])
        return [ends.requests[0], ends.replies[1]]
    }

    /// Has a base restore what was committed by that number.
    func restore(asOf commit: Int) throws {
        let pipes = try openPipes()
        defer { for descriptor in pipes { close(descriptor) } }
        let message = RestoreMessage.bytes(asOf: commit)
        guard cl_send_packet(control, message, message.count, pipes, pipes.count) == message.count else {
            throw Failure(call: "sendmsg")
        }
    }

    /// The number of its process outside the zygote's namespace.
    var pid: pid_t {
        get throws {
            let file = open("/proc/self/fdinfo/\(pidfd)", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { throw Failure(call: "fdinfo") }
            defer { close(file) }
            var bytes = [UInt8](repeating: 0, count: 1_024)
            let count = read(file, &bytes, bytes.count)
            let text = String(decoding: bytes[..<max(0, count)], as: UTF8.self)
            guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("Pid:") }),
                let pid = pid_t(line.dropFirst(4).filter { $0 != "\t" && $0 != " " })
            else { throw Failure("a pidfd without a number: \(text)") }
            return pid
        }
    }

    func kill() {
        cl_pidfd_send_signal(pidfd, SIGKILL)
    }

    func send(_ bytes: [UInt8]) throws {
        var offset = 0
        while offset < bytes.count {
            let count = bytes[offset...].withUnsafeBytes { write(requests, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(call: "write to a worker") }
            offset += count
        }
    }

    /// The next reply; nil if the process is gone.
    func receive() throws -> Reply? {
        while true {
            if let frame = try received.next() {
                lastWords = nil
                return try Reply(json: frame)
            }
            try awaitInput(replies, "worker \(number)")
            let count = read(replies, chunk.baseAddress, chunk.count)
            guard count > 0 else {
                if let lastWords { throw Failure("the worker ended with: \(lastWords)") }
                return nil
            }
            lastWords =
                (lastWords ?? "")
                + String(decoding: UnsafeRawBufferPointer(rebasing: chunk[..<min(count, 200)]), as: UTF8.self)
            received.append(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
        }
    }

    func awaitReady() throws {
        guard case .ready = try receive() else { throw Failure("worker \(number) is not ready") }
    }

    /// Whether a reply arrives within this time.
    func hasReply(milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: replies, events: Int16(POLLIN), revents: 0)
        return received.pendingCount > 0 || poll(&entry, 1, milliseconds) > 0
    }
}
