import CLinux
import Glibc
import Wire

/// As much of a zygote as a supervisor needs to believe in it.
struct HostileZygote {
    let control: Int32
    let name: String

    /// Where bases say which they are, and what their processes are.
    private let introductions = Introductions()

    func run() -> Never {
        let undoLog: UndoLogReport = CommandLine.arguments.contains("undo-log") ? .on : .off
        send(.ready(major: 2, minor: 50, micro: 0, layers: [], undoLog: undoLog))
        var workers: [pid_t: Int] = [:]
        var expected: [Int: Int] = [:]
        while true {
            var descriptors = [control, introductions.receiving].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            if poll(&descriptors, 2, 10) > 0 {
                if descriptors[0].revents != 0 { serve(&workers, &expected) }
                if descriptors[1].revents != 0, let (token, pid) = introductions.receive(),
                    let worker = expected.removeValue(forKey: token)
                {
                    begin(worker, pid, &workers)
                }
            }
            var status: Int32 = 0
            while case let pid = waitpid(-1, &status, WNOHANG), pid > 0 {
                guard let worker = workers.removeValue(forKey: pid) else { continue }
                let signal = cl_term_signal(status)
                send(
                    .ended(
                        worker: worker, signal: signal == 0 ? nil : Int(signal),
                        exitStatus: signal == 0 ? Int(cl_exit_status(status)) : nil, cpuTime: 0))
            }
        }
    }

    private func begin(_ worker: Int, _ pid: pid_t, _ workers: inout [pid_t: Int]) {
        workers[pid] = worker
        send(.forked(worker: worker, pid: Int(pid)), descriptors: [cl_pidfd_open(pid)])
    }

    private func serve(_ workers: inout [pid_t: Int], _ expected: inout [Int: Int]) {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count = descriptors.count
        let length = cl_receive_packet(control, &bytes, bytes.count, &descriptors, &count, 0)
        guard length > 0, let request = try? ZygoteRequest(json: Array(bytes[..<length])) else { _exit(0) }
        switch request {
        // Of all copies of its workers only bases ever introduce themselves.
        case .expect(let worker, let token): expected[token] = worker
        case .forget: break
        case .fork(let worker):
            misbehave(worker)
            let pid = cl_fork()
            if pid == 0 {
                cl_set_parent_death_signal(SIGKILL)
                close(control)
                HostileWorker(
                    input: descriptors[0], output: descriptors[1], control: descriptors[2],
                    introductions: introductions
                ).serve()
            }
            for descriptor in descriptors[..<count] { close(descriptor) }
            begin(worker, pid, &workers)
        }
    }

    /// What the zygote itself says wrong, before it forks as it should.
    private func misbehave(_ worker: Int) {
        let me = cl_pidfd_open(getpid())
        switch name {
        case "forked-of-nobody":
            for number in 1_000_000..<1_000_100 { send(.ended(worker: number, signal: 9, exitStatus: nil, cpuTime: 0)) }
        case "forked-without-descriptor": send(.forked(worker: worker, pid: 1))
        case "ready-with-descriptors":
            send(.ready(major: 1, minor: 1, micro: 1, layers: [], undoLog: .off), descriptors: [me, me, me])
        case "nonsense-with-descriptors": send(bytes: Array("{\"type\":\"nonsense\"}".utf8), descriptors: [me, me])
        case "deep-packet": send(bytes: [UInt8](repeating: UInt8(ascii: "["), count: 4_000))
        default: break
        }
        close(me)
    }

    private func send(_ reply: ZygoteReply, descriptors: [Int32] = []) {
        send(bytes: reply.packet(), descriptors: descriptors)
        if case .forked = reply, let pidfd = descriptors.first { close(pidfd) }
    }

    private func send(bytes: [UInt8], descriptors: [Int32] = []) {
        _ = cl_send_packet(control, bytes, bytes.count, descriptors, descriptors.count)
    }
}
