import CLinux
import Glibc
import Wire

/// A zygote, as a supervisor has it, with its workers asked for one after the other.
final class Zygote {
    private let control: Int32
    private let pidfd: Int32
    private var lastWorker = 0
    /// How workers ended, by their numbers.
    private var ended: [Int: ZygoteReply] = [:]

    init(path: String, options: [String]) throws {
        var sockets: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &sockets) == 0
        else {
            throw Failure(call: "socketpair")
        }
        let namespaces = CL_NEWPID | CL_NEWNS | CL_NEWNET | CL_NEWIPC | (geteuid() == 0 ? 0 : CL_NEWUSER)
        var pidfd: Int32 = -1
        let arguments = ([path, "\(namespaces)"] + options).map { strdup($0) } + [nil]
        let environment = [strdup("PATH=/usr/bin:/bin"), nil]
        let pid = arguments.withUnsafeBufferPointer { arguments in
            environment.withUnsafeBufferPointer { environment in
                var spawn = cl_spawn(
                    path: arguments[0], argv: arguments.baseAddress, envp: environment.baseAddress, errors: 2,
                    control: sockets[1], namespaces: namespaces)
                return cl_spawn(&spawn, &pidfd)
            }
        }
        for text in arguments + environment { free(text) }
        guard pid > 0 else { throw Failure(call: "clone") }
        close(sockets[1])
        control = sockets[0]
        self.pidfd = pidfd
        guard case .ready = try receive().reply else { throw Failure("the zygote is not ready") }
    }

    deinit {
        cl_pidfd_send_signal(pidfd, SIGKILL)
        var status: Int32 = 0
        _ = cl_pidfd_wait(pidfd, 0, &status)
        close(pidfd)
        close(control)
    }

    func makeWorker() throws -> WorkerProcess {
        lastWorker += 1
        let (worker, packet) = try WorkerProcess.make(number: lastWorker)
        defer { for descriptor in packet { close(descriptor) } }
        try send(.fork(worker: worker.number), packet, on: control)
        worker.pidfd = try awaitFork(worker.number)
        try worker.awaitReady()
        return worker
    }

    /// A name for a process whose pipes are of no use.
    func reserve() throws -> WorkerProcess {
        lastWorker += 1
        let (worker, packet) = try WorkerProcess.make(number: lastWorker)
        for descriptor in packet { close(descriptor) }
        return worker
    }

    /// A process that is to become a copy: its descriptors wait on the original's control socket.
    func prepareCopy(of original: WorkerProcess) throws -> WorkerProcess {
        lastWorker += 1
        let (worker, packet) = try WorkerProcess.make(number: lastWorker)
        defer { for descriptor in packet { close(descriptor) } }
        try send(.fork(worker: worker.number), packet, on: original.control)
        return worker
    }

    /// Has the zygote take the process for the worker that it was prepared for.
    func adopt(_ worker: WorkerProcess, pid: Int) throws {
        try send(.adopt(worker: worker.number, pid: pid), [], on: control)
        worker.pidfd = try awaitFork(worker.number)
    }

    /// How a worker ended, which must have.
    func awaitEnd(of worker: WorkerProcess) throws -> (signal: Int?, exitStatus: Int?) {
        while true {
            if case .ended(_, let signal, let exitStatus, _) = ended.removeValue(forKey: worker.number) {
                return (signal, exitStatus)
            }
            try take(receive())
        }
    }

    private func awaitFork(_ number: Int) throws -> Int32 {
        while true {
            let (reply, descriptors) = try receive()
            switch reply {
            case .forked(number, _): return descriptors[0]
            case .forkFailed(number, let code): throw Failure("fork: \(String(cString: strerror(Int32(code))))")
            default: try take((reply, descriptors))
            }
        }
    }

    private func take(_ received: (reply: ZygoteReply, descriptors: [Int32])) throws {
        guard case .ended(let worker, _, _, _) = received.reply else { throw Failure("\(received.reply)") }
        ended[worker] = received.reply
    }

    private func send(_ request: ZygoteRequest, _ descriptors: [Int32], on socket: Int32) throws {
        let packet = request.packet()
        guard cl_send_packet(socket, packet, packet.count, descriptors, descriptors.count) == packet.count else {
            throw Failure(call: "sendmsg")
        }
    }

    private func receive() throws -> (reply: ZygoteReply, descriptors: [Int32]) {
        try awaitInput(control, "the zygote")
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count = descriptors.count
        let length = cl_receive_packet(control, &bytes, bytes.count, &descriptors, &count, 0)
        guard length > 0 else { throw Failure("the zygote is gone") }
        return (try ZygoteReply(json: Array(bytes[..<length])), Array(descriptors[..<count]))
    }
}

/// Waits for something to read, for half a minute at the most.
func awaitInput(_ descriptor: Int32, _ whose: String) throws {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
        let count = poll(&entry, 1, 30_000)
        if count > 0 { return }
        guard count < 0, errno == EINTR else { throw Failure("\(whose) is silent") }
    }
}
