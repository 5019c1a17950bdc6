import CLinux
import Glibc
import Wire

/// As much of a zygote as a supervisor needs to believe in it.
struct HostileZygote {
    let control: Int32
    let name: String

    func run() -> Never {
        send(.ready(major: 2, minor: 50, micro: 0, layers: [], undoLog: .off))
        var workers: [pid_t: Int] = [:]
        while true {
            var descriptor = pollfd(fd: control, events: Int16(POLLIN), revents: 0)
            if poll(&descriptor, 1, 10) > 0 { serve(&workers) }
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

    private func serve(_ workers: inout [pid_t: Int]) {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count = descriptors.count
        let length = cl_receive_packet(control, &bytes, bytes.count, &descriptors, &count, 0)
        guard length > 0, let request = try? ZygoteRequest(json: Array(bytes[..<length])) else { _exit(0) }
        switch request {
        // No copy of its workers ever introduces itself.
        case .expect, .forget: break
        case .fork(let worker):
            misbehave(worker)
            let pid = cl_fork()
            if pid == 0 {
                cl_set_parent_death_signal(SIGKILL)
                close(control)
                HostileWorker(input: descriptors[0], output: descriptors[1]).serve()
            }
            for descriptor in descriptors[..<count] { close(descriptor) }
            workers[pid] = worker
            send(.forked(worker: worker, pid: Int(pid)), descriptors: [cl_pidfd_open(pid)])
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
