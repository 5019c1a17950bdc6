import CLinux
import Glibc
import Wire

/// A zygote, as a supervisor has one. Its workers are requested one after the other.
final class Zygote {
    private let control: Int32
    private let pidfd: Int32
    private var lastWorker = 0
    /// The ends of workers, by their numbers.
    private var ended: [Int: ZygoteReply] = [:]
    /// The pidfds of workers that nobody has awaited yet, by their numbers. Of two copies, either may be reported
    /// first.
    private var forked: [Int: Int32] = [:]

    /// Whether each run begins as if little memory were left. Then garbage is collected wherever the engine may do so,
    /// and freed memory is overwritten.
    let collectsOften: Bool

    init(path: String, options: [String], collectsOften: Bool = false) throws {
        self.collectsOften = collectsOften
        var sockets: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &sockets) == 0
        else {
            throw Failure(call: "socketpair")
        }
        let namespaces = CL_NEWPID | CL_NEWNS | CL_NEWNET | CL_NEWIPC | (geteuid() == 0 ? 0 : CL_NEWUSER)
        var pidfd: Int32 = -1
        let arguments = ([path, "\(namespaces)"] + options).map { strdup($0) } + [nil]
        // As for a supervisor: a worker that crashes is ended by the signal itself.
        let scribbles = collectsOften ? ["JSC_scribbleFreeCells=1", "JSC_sweepSynchronously=1"] : []
        let environment =
            (["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no"] + scribbles).map { strdup($0) } + [nil]
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

    /// A worker whose number is used, but whose pipes are not.
    func reserve() throws -> WorkerProcess {
        lastWorker += 1
        let (worker, packet) = try WorkerProcess.make(number: lastWorker)
        for descriptor in packet { close(descriptor) }
        return worker
    }

    /// A process that is to become a copy, which the zygote expects: its descriptors wait on the original's control
    /// socket, or none do.
    func prepareCopy(
        of original: WorkerProcess, isBase: Bool = false, hasDescriptors: Bool = true
    ) throws -> (copy: WorkerProcess, token: Int) {
        lastWorker += 1
        let (worker, packet) = try WorkerProcess.make(number: lastWorker, isBase: isBase)
        defer { for descriptor in packet { close(descriptor) } }
        let token = try expect(worker)
        try send(.fork(worker: worker.number), hasDescriptors ? packet : [], on: original.control)
        return (worker, token)
    }

    /// Makes the zygote expect the worker. A process that introduces itself with the returned token is that worker.
    func expect(_ worker: WorkerProcess) throws -> Int {
        // Small enough for a script to express it as a number.
        let token = Int.random(in: 1..<1 << 53)
        try send(.expect(worker: worker.number, token: token), [], on: control)
        return token
    }

    /// Waits until a copy has introduced itself.
    func awaitCopy(_ worker: WorkerProcess) throws {
        worker.pidfd = try awaitFork(worker.number)
    }

    /// Tells the zygote that the copy will not come.
    func forget(_ worker: WorkerProcess) throws {
        try send(.forget(worker: worker.number), [], on: control)
    }

    /// Waits for the end of a worker, and returns how it ended.
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
            if let pidfd = forked.removeValue(forKey: number) { return pidfd }
            try take(receive())
        }
    }

    private func take(_ received: (reply: ZygoteReply, descriptors: [Int32])) throws {
        switch received.reply {
        case .forked(let worker, _): forked[worker] = received.descriptors[0]
        case .ended(let worker, _, _, _): ended[worker] = received.reply
        default: throw Failure("\(received.reply)")
        }
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

/// Waits for input, at most half a minute.
func awaitInput(_ descriptor: Int32, _ whose: String) throws {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while true {
        let count = poll(&entry, 1, 30_000)
        if count > 0 { return }
        guard count < 0, errno == EINTR else { throw Failure("\(whose) is silent") }
    }
}
