import CLinux
import Glibc
import Wire

extension ZygoteProcess {
    /// Whether it can fork.
    var isAlive: Bool {
        withState { state in
            if case .ready = state.phase { return true }
            return false
        }
    }

    /// JavaScriptCore's version, such as `2.50.6`.
    var engineVersion: String { withState { $0.engineVersion } }

    /// Asks for a worker. What becomes of it is told to the worker.
    func fork(_ worker: WorkerProcess, _ descriptors: consuming ForkDescriptors) {
        send(.fork(worker: worker.number), descriptors.numbers, for: worker)
        worker.watchStart()
    }

    /// Has the copy that introduces itself with `token` be that worker, whose end is then told like any other's.
    func expect(_ worker: WorkerProcess, token: Int) {
        send(.expect(worker: worker.number, token: token), [], for: worker)
    }

    /// There will be no such copy.
    func forget(_ worker: WorkerProcess) {
        send(.forget(worker: worker.number), [], for: worker)
        withState { _ = $0.workers.removeValue(forKey: worker.number) }
    }

    private func send(_ request: ZygoteRequest, _ descriptors: [Int32], for worker: WorkerProcess) {
        let failure = withState { state -> String? in
            guard case .ready = state.phase, let control = state.control?.number else { return "the zygote is gone" }
            state.workers[worker.number] = WeakReference(worker)
            let packet = request.packet()
            while cl_send_packet(control, packet, packet.count, descriptors, descriptors.count) < 0 {
                if errno == EINTR { continue }
                // The socket is full: the zygote is behind with forking.
                if errno == EAGAIN { sched_yield(); continue }
                state.workers[worker.number] = nil
                return "\(SystemError("sendmsg"))"
            }
            return nil
        }
        if let failure { worker.end(.unavailable(reason: failure)) }
    }

    /// Tells that it was started, and later that it has ended.
    func watch(_ telemetry: Telemetry) {
        telemetry.zygoteStarted(engine: engineVersion)
        withState { $0.telemetry = telemetry }
    }

    /// Kills a program that is not ready when `patience` is over.
    func watchStart(patience: Duration) {
        _ = Reactor.shared.schedule(at: System.now() + UInt64(patience / .nanoseconds(1))) { [weak self] in
            self?.withState { state in
                guard let self, case .starting = state.phase else { return }
                self.kill(&state, reason: "it was not ready after \(patience)")
            }
        }
    }

    /// Kills the zygote, and with it every worker, and returns when all were reaped.
    func stop() async {
        await withUnsafeContinuation { continuation in
            let isOver = withState { state in
                guard state.pidfd != nil else { return true }
                state.reapWaiters.append(continuation)
                kill(&state, reason: "the supervisor was shut down")
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// Kills the zygote, and with it every worker; it is reaped in time.
    func kill() {
        withState { kill(&$0, reason: "the supervisor is gone") }
    }

    func arm(_ state: inout State) {
        if let control = state.control?.number { Reactor.shared.arm(control, key: controlKey, events: EPOLLIN) }
        if let pidfd = state.pidfd?.number { Reactor.shared.arm(pidfd, key: pidfdKey, events: EPOLLIN) }
    }

    /// Reads what the zygote has said, and whether it is still there.
    func advance() {
        let (told, ended) = withState { state in
            var told = receive(&state)
            // Whoever killed it has set the reason before.
            let isExpected = if case .ended = state.phase { true } else { false }
            let ended = reapIfDead(&state)
            if state.pidfd == nil, case .ended(let reason) = state.phase, let telemetry = state.telemetry.take() {
                told.append { telemetry.zygoteEnded(reason: reason, isExpected: isExpected) }
            }
            arm(&state)
            return (told, ended)
        }
        for tell in told { tell() }
        // Copies before their originals, so that none of these goes on from what is dead, too.
        for worker in ended.sorted(by: { $0.number > $1.number }) {
            worker.end(.crashed(signal: Int(SIGKILL), exitStatus: nil))
        }
    }

    /// What is to be told to workers, outside of the lock: they have their own.
    private func receive(_ state: inout State) -> [() -> Void] {
        var told: [() -> Void] = []
        while let control = state.control?.number {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            var descriptors = [Int32](repeating: -1, count: 8)
            var count = descriptors.count
            let length = cl_receive_packet(control, &bytes, bytes.count, &descriptors, &count, 0)
            if length < 0, errno == EINTR { continue }
            if length <= 0 {
                if length == 0 { closeControl(&state) }
                return told
            }
            guard let reply = try? ZygoteReply(json: Array(bytes[..<length])), count == reply.descriptorCount else {
                for descriptor in descriptors[..<count] { System.close(descriptor) }
                kill(&state, reason: "the zygote broke its protocol")
                return told
            }
            if let tell = take(reply, descriptors[0], &state) { told.append(tell) }
        }
        return told
    }

    private func take(_ reply: ZygoteReply, _ pidfd: Int32, _ state: inout State) -> (() -> Void)? {
        switch reply {
        case .ready(let major, let minor, let micro, let layers):
            state.engineVersion = "\(major).\(minor).\(micro)"
            state.layers = layers
            if case .starting(let waiters) = state.phase {
                state.phase = .ready
                state.errors = nil
                for waiter in waiters { waiter.resume(returning: nil) }
            }
            return nil
        case .forked(let number, _):
            guard let worker = state.workers[number]?.load() else {
                // Nobody wants it any more.
                _ = cl_pidfd_send_signal(pidfd, SIGKILL)
                System.close(pidfd)
                return nil
            }
            return { worker.started(pidfd: Descriptor(pidfd)) }
        case .forkFailed(let number, let code):
            let worker = state.workers.removeValue(forKey: number)?.load()
            let reason = "a worker could not be forked: \(String(cString: strerror(Int32(truncatingIfNeeded: code))))"
            return { worker?.end(.unavailable(reason: reason)) }
        case .ended(let number, let signal, let exitStatus, let cpuTime):
            let worker = state.workers.removeValue(forKey: number)?.load()
            return { worker?.reaped(signal: signal, exitStatus: exitStatus, cpuTime: .microseconds(cpuTime)) }
        }
    }

    func kill(_ state: inout State, reason: String) {
        if let pidfd = state.pidfd?.number { _ = cl_pidfd_send_signal(pidfd, SIGKILL) }
        end(&state, reason: reason)
    }

    private func reapIfDead(_ state: inout State) -> [WorkerProcess] {
        guard let pidfd = state.pidfd?.number else { return [] }
        var status: Int32 = 0
        let result = cl_pidfd_wait(pidfd, 1, &status)
        // ECHILD: the program reaped it, by ignoring SIGCHLD or by waiting for any child.
        guard result > 0 || (result < 0 && errno == ECHILD) else { return [] }
        Reactor.shared.remove(pidfd, key: pidfdKey)
        state.pidfd = nil
        end(&state, reason: reasonOfDeath(status: result > 0 ? status : nil, &state))
        closeControl(&state)
        for waiter in state.reapWaiters { waiter.resume() }
        state.reapWaiters = []
        defer { state.workers = [:] }
        return state.workers.values.compactMap { $0.load() }
    }

    private func end(_ state: inout State, reason: String) {
        if case .ended = state.phase { return }
        if case .starting(let waiters) = state.phase {
            for waiter in waiters { waiter.resume(returning: reason) }
        }
        state.phase = .ended(reason: reason)
    }

    private func closeControl(_ state: inout State) {
        if let control = state.control.take() { Reactor.shared.remove(control.number, key: controlKey) }
    }

    private func reasonOfDeath(status: Int32?, _ state: inout State) -> String {
        let said = if let errors = state.errors?.number { readAll(errors) } else { "" }
        let how =
            status.map { status in
                let signal = cl_term_signal(status)
                return signal == 0 ? "with exit status \(cl_exit_status(status))" : "by signal \(signal)"
            } ?? "and its exit status is unknown"
        return "the zygote ended \(how)" + (said.isEmpty ? "" : ": \(said)")
    }

    private func readAll(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let read = buffer.withUnsafeMutableBytes { try? System.read(descriptor, into: $0) }
        guard case .bytes(let count) = read else { return "" }
        return String(decoding: buffer[..<count], as: UTF8.self).trimmingNewlines()
    }
}

extension String {
    fileprivate func trimmingNewlines() -> String {
        var text = Substring(self)
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
