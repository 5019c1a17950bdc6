#if TESTABLE_WORKER
    import CLinux
    import Foundation
    import Wire

    /// A supervisor reduced to its messages, which a test sends and reads one by one. Its zygote is a real one, without
    /// namespaces.
    ///
    /// All of it is for one thread: the zygote is killed when the thread that started it ends.
    final class ZygoteClient {
        /// Something that did not happen in time, or not as it should.
        struct Failure: Error, CustomStringConvertible {
            let description: String

            init(_ description: String) { self.description = "\(description), errno \(errno)" }
        }

        let pid: pid_t
        private let control: Int32
        private let errors: Int32

        /// Returns when the zygote is ready.
        ///
        /// - Parameter start: what a shell does to start it, before the program's name.
        init(start: String = "exec") throws {
            var sockets: [Int32] = [-1, -1]
            let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, type, 0, &sockets) == 0 else { throw Failure("socketpair") }
            let null = cl_open("/dev/null", O_RDWR)
            let program = TestHost.directory.appending(path: "isolate-worker").path
            let path = strdup("/bin/sh")
            let arguments = ["-c", "\(start) \"$0\" 0 expose-system-calls", program]
            let argv = [path] + arguments.map { strdup($0) } + [nil]
            let environment = [strdup("SWIFT_BACKTRACE=enable=no"), nil]
            var pidfd: Int32 = -1
            let zygoteControl = sockets[1]
            pid = argv.withUnsafeBufferPointer { argv in
                environment.withUnsafeBufferPointer { envp in
                    var spawn = cl_spawn(
                        path: path, argv: argv.baseAddress!, envp: envp.baseAddress!, errors: null,
                        control: zygoteControl, namespaces: 0)
                    return cl_spawn(&spawn, &pidfd)
                }
            }
            close(pidfd)
            close(sockets[1])
            for text in argv + environment { free(text) }
            control = sockets[0]
            errors = null
            guard pid > 0, case .ready = try receive() else { throw Failure("the zygote is not ready") }
        }

        deinit {
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            close(control)
            close(errors)
        }

        func send(_ request: ZygoteRequest, _ descriptors: [Int32] = []) throws {
            try Self.send(request, descriptors, on: control)
        }

        static func send(_ request: ZygoteRequest, _ descriptors: [Int32], on socket: Int32) throws {
            let packet = request.packet()
            guard cl_send_packet(socket, packet, packet.count, descriptors, descriptors.count) == packet.count else {
                throw Failure("sendmsg")
            }
        }

        /// The next reply. A pidfd that comes with it is closed.
        func receive() throws -> ZygoteReply {
            guard let reply = try receive(milliseconds: 30_000) else { throw Failure("the zygote says nothing") }
            return reply
        }

        /// Nil where nothing comes in that time.
        func receive(milliseconds: Int32) throws -> ZygoteReply? {
            guard isReadable(control, milliseconds) else { return nil }
            var bytes = [UInt8](repeating: 0, count: 4_096)
            var descriptors = [Int32](repeating: -1, count: 8)
            var count = descriptors.count
            let length = cl_receive_packet(control, &bytes, bytes.count, &descriptors, &count, 0)
            for descriptor in descriptors[..<max(0, count)] { close(descriptor) }
            guard length > 0 else { throw Failure("the zygote is gone") }
            let reply = try ZygoteReply(json: Array(bytes[..<length]))
            guard count == reply.descriptorCount else { throw Failure("\(count) descriptors with \(reply)") }
            return reply
        }

        /// Asks for a worker. What the zygote says of it is still to be read.
        func fork(_ number: Int) throws -> WorkerClient {
            let worker = try WorkerClient()
            try send(.fork(worker: number), worker.descriptorsOfProcess)
            worker.closeDescriptorsOfProcess()
            return worker
        }

        /// A worker that is there.
        func worker(_ number: Int) throws -> (worker: WorkerClient, pid: Int) {
            let worker = try fork(number)
            guard case .forked(number, let pid) = try receive() else { throw Failure("no worker") }
            guard case .ready = try worker.receive() else { throw Failure("the worker is not ready") }
            return (worker, pid)
        }
    }

    /// The supervisor's side of one worker.
    final class WorkerClient {
        /// What the process gets, as in a `ForkPacket`.
        private(set) var descriptorsOfProcess: [Int32]
        private let input: Int32
        private let output: Int32
        private let control: Int32
        private var received = FrameBuffer(maximumLength: 1 << 20)
        private var lastID = 0

        init() throws {
            var requests: [Int32] = [-1, -1]
            var replies: [Int32] = [-1, -1]
            var sockets: [Int32] = [-1, -1]
            let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            guard cl_pipe(&requests) == 0, cl_pipe(&replies) == 0, socketpair(AF_UNIX, type, 0, &sockets) == 0 else {
                throw ZygoteClient.Failure("no descriptors")
            }
            (input, output, control) = (requests[1], replies[0], sockets[0])
            descriptorsOfProcess = [requests[0], replies[1], sockets[1]]
        }

        deinit {
            closeDescriptorsOfProcess()
            for descriptor in [input, output, control] { close(descriptor) }
        }

        func closeDescriptorsOfProcess() {
            for descriptor in descriptorsOfProcess { close(descriptor) }
            descriptorsOfProcess = []
        }

        func send(_ request: Request) throws {
            let frame = request.frame()
            guard write(input, frame, frame.count) == frame.count else { throw ZygoteClient.Failure("write") }
        }

        /// Nil at the end of the stream.
        func receive() throws -> Reply? {
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                if let frame = try received.next() { return try Reply(json: frame) }
                guard isReadable(output, 30_000) else { throw ZygoteClient.Failure("the worker says nothing") }
                let count = read(output, &chunk, chunk.count)
                guard count > 0 else { return nil }
                chunk.withUnsafeBytes { received.append(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            }
        }

        /// Asks for a run of a script, and reads nothing.
        func begin(_ code: String) throws {
            lastID += 1
            try send(.define(ScriptSource(number: lastID, code: JSString(code), filename: "test.js")))
            try send(.run(id: lastID, RunRequest(script: lastID)))
        }

        /// What a script gives, as JSON; nil where the worker ends first.
        func run(_ code: String) throws -> String? {
            try begin(code)
            switch try receive() {
            case .ended(_, .result(let json, _)): return String(decoding: json, as: UTF8.self)
            case nil: return nil
            case let reply: throw ZygoteClient.Failure("\(String(describing: reply))")
            }
        }

        /// Has the worker copy itself, and reads nothing.
        func fork(token: Int) throws -> WorkerClient {
            let copy = try WorkerClient()
            try ZygoteClient.send(.fork(worker: 0), copy.descriptorsOfProcess, on: control)
            copy.closeDescriptorsOfProcess()
            lastID += 1
            try send(.fork(id: lastID, .checkpoint, token: token))
            return copy
        }
    }

    private func isReadable(_ descriptor: Int32, _ milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while true {
            let count = poll(&entry, 1, milliseconds)
            if count >= 0 || errno != EINTR { return count > 0 }
        }
    }
#endif
