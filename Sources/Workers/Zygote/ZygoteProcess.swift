import CLinux
import Glibc
import Synchronization
import Wire

/// The reason why a zygote could not be started.
package struct ZygoteFailure: Error, CustomStringConvertible {
    package let description: String
}

/// A supervisor's zygote: a process that is started by exec, forks the workers, and reports how each of them ended.
package final class ZygoteProcess: Sendable {
    package let reactor: Reactor
    private let control: PacketSender
    private let state: Lock<ZygoteState<WorkerProcess>>
    private let namespaces: Namespaces
    private let keys = Lock("keys of a zygote", [UInt64]())
    /// How many of its workers die at once: enough to keep every processor busy while ends are reported.
    private static let mostKills = 2 * max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Starts a zygote and waits until it can fork.
    ///
    /// - Parameters:
    ///   - arguments: further arguments of the program.
    ///   - patience: how long the start may take; 30 s by default. A program that is not a zygote may never answer.
    /// - Throws: the reason.
    package static func start(
        path: String, arguments: [String] = [], patience: Duration = .seconds(30)
    ) async throws(ZygoteFailure) -> ZygoteProcess {
        guard access(path, X_OK) == 0 else {
            throw ZygoteFailure(
                description: "the worker program can't be run: \(SystemError(path)); build it, or name another")
        }
        let reactor: Reactor
        do throws(SystemError) { reactor = try Reactor.shared() } catch { throw cannotStart(path, "\(error)") }
        let launched: Result<ZygoteProcess, SystemError> = await reactor.run {
            do throws(SystemError) {
                return .success(try launch(path: path, arguments: arguments, reactor))
            } catch {
                return .failure(error)
            }
        }
        switch launched {
        case .failure(let error): throw cannotStart(path, "\(error)")
        case .success(let zygote):
            zygote.watchStart(patience: patience)
            if let reason = await zygote.waitUntilReady() {
                await zygote.stop()
                throw cannotStart(path, reason)
            }
            return zygote
        }
    }

    private static func cannotStart(_ path: String, _ reason: String) -> ZygoteFailure {
        // ld.so(8) writes this text.
        let advice =
            reason.contains("error while loading shared libraries")
            ? ". scripts/setup installs what it needs; on Debian that is: apt-get install libjavascriptcoregtk-4.1-0"
            : ""
        return ZygoteFailure(description: "\(path) could not be started: \(reason)\(advice)")
    }

    init(
        control: Descriptor, pidfd: Descriptor, errors: Descriptor, namespaces: Namespaces, _ reactor: Reactor
    ) throws(SystemError) {
        self.reactor = reactor
        self.control = PacketSender(control, reactor, isRegistered: true)
        self.namespaces = namespaces
        state = Lock("zygote", ZygoteState(pidfd: pidfd, errors: errors, mostKills: Self.mostKills))
        let controlKey = try reactor.add(control, source: self, .always)
        keys.withLock { $0.append(controlKey) }
        let pidfdKey = try reactor.add(pidfd, source: self, .always)
        keys.withLock { $0.append(pidfdKey) }
    }

    /// The report on each layer, once the zygote is ready.
    package var layers: [LayerReport] {
        namespaces.reports + namespaces.correct(state.withLock { $0.layers })
    }

    /// Whether its workers note in a log what their commits change, once it is ready.
    package var undoLog: UndoLogReport { state.withLock { $0.undoLog } }

    /// How many bytes of code each of its workers shares with it, once it is ready. The kernel counts them as the
    /// worker's own memory.
    var sharedCode: Int { state.withLock { $0.sharedCode } }

    /// JavaScriptCore's version, such as `2.50.6`.
    package var engineVersion: String { state.withLock { $0.engineVersion } }

    /// Whether the zygote can fork.
    package var isAlive: Bool { state.withLock { $0.isReady } }

    /// The zygote's pidfd; nil after it was reaped.
    package var pidfd: Descriptor? { state.withLock { $0.pidfd } }

    /// Calls `handler` once when the zygote ends. `isExpected`: whether this side killed it.
    package func onEnd(_ handler: @escaping @Sendable (_ reason: String, _ isExpected: Bool) -> Void) {
        perform(state.withLock { $0.tellEnd(to: handler) })
    }

    private func waitUntilReady() async -> String? {
        await withUnsafeContinuation { continuation in
            perform(state.withLock { $0.awaitReady(continuation) })
        }
    }

    /// Kills a program that is not ready after `patience`.
    private func watchStart(patience: Duration) {
        reactor.schedule(after: patience.boundedNanoseconds) { [self] in
            let isStarting = state.withLock { state in
                if case .starting = state.phase { true } else { false }
            }
            if isStarting { kill(reason: "it was not ready after \(patience)") }
        }
    }

    /// Kills the zygote, and with it every worker, and returns when the zygote was reaped.
    package func stop() async {
        kill(reason: "the supervisor was shut down")
        await withUnsafeContinuation { continuation in
            perform(state.withLock { $0.awaitReaped(continuation) })
        }
    }

    /// Kills the zygote, and with it every worker. The reactor reaps it.
    package func kill(reason: String) {
        let (pidfd, actions) = state.withLock { ($0.pidfd, $0.kill(reason: reason)) }
        if let pidfd { System.signal(pidfd, SIGKILL) }
        perform(actions)
    }
}

// MARK: - Workers

extension ZygoteProcess {
    /// Requests a worker. The outcome is reported to the `WorkerProcess`.
    package func fork(_ start: WorkerProcess.Start) {
        let worker = start.worker
        guard state.withLock({ $0.add(worker, number: worker.number) }) else {
            return worker.end(.unavailable(reason: "the zygote is gone"))
        }
        worker.watchStart()
        send(.fork(worker: worker.number), start.descriptors, for: worker)
    }

    /// Announces that a worker is about to copy itself, and that the copy will introduce itself.
    ///
    /// - Parameters:
    ///   - then: called with the copy's token after it was sent to the zygote. The copy must not be made before: the
    ///     zygote kills a copy whose token it does not know.
    ///   - failed: called instead, after the copy was ended, if the token can't be sent.
    func expect(
        _ copy: WorkerProcess, then: @escaping @Sendable (_ token: Int) -> Void,
        failed: @escaping @Sendable () -> Void = {}
    ) {
        let token = Int.random(in: 1...Int.max)
        guard state.withLock({ $0.add(copy, number: copy.number) }) else {
            copy.end(.unavailable(reason: "the zygote is gone"))
            return failed()
        }
        send(.expect(worker: copy.number, token: token), [], for: copy, sent: { then(token) }, failed: failed)
    }

    /// Withdraws the announcement of a copy that is no longer awaited.
    func forget(_ copy: WorkerProcess) {
        _ = state.withLock { $0.remove(copy.number) }
        control.send(PacketSender.Packet(ZygoteRequest.forget(worker: copy.number).packet()) { _ in })
    }

    /// Kills a worker, or stops it and kills it when those that are dying have ended.
    ///
    /// - Parameter isUrgent: whether it can't wait.
    func kill(_ worker: WorkerProcess, _ pidfd: Descriptor, isUrgent: Bool) {
        perform(state.withLock { $0.kill(worker.number, pidfd, isUrgent: isUrgent) })
    }

    private func send(
        _ request: ZygoteRequest, _ descriptors: [Descriptor], for worker: WorkerProcess,
        sent: @escaping @Sendable () -> Void = {}, failed: @escaping @Sendable () -> Void = {}
    ) {
        control.send(
            PacketSender.Packet(request.packet(), descriptors, sent: sent) { [self] reason in
                _ = state.withLock { $0.remove(worker.number) }
                worker.end(.unavailable(reason: "a worker could not be asked for: \(reason)"))
                failed()
            })
    }
}

// MARK: - What it says

extension ZygoteProcess: ReactorSource {
    /// Reads the zygote's replies, and checks whether it has ended. Called only on the reactor's thread.
    package func ready() {
        control.roomWasMade()
        receive()
        reapIfDead()
    }

    private func receive() {
        guard let socket = control.socket else { return }
        while let (bytes, descriptors) = System.receivePacket(from: socket.number), !bytes.isEmpty {
            guard let reply = try? ZygoteReply(json: bytes),
                let actions = state.withLock({ $0.take(reply, descriptors) })
            else { return kill(reason: "the zygote broke its protocol") }
            perform(actions)
        }
    }

    private func perform(_ actions: [ZygoteAction<WorkerProcess>]) {
        for action in actions {
            switch action {
            case .resume(let continuation, let reason): continuation.resumeUnlocked(returning: reason)
            case .resumeReaped(let continuation): continuation.resumeUnlocked(returning: ())
            case .forked(let worker, let pidfd): worker.forked(pidfd)
            case .failed(let worker, let reason): worker.end(.unavailable(reason: reason))
            case .reaped(let worker, let signal, let exitStatus, let cpuTime):
                worker.reaped(signal: signal, exitStatus: exitStatus, cpuTime: cpuTime)
            case .kill(let pidfd): System.signal(pidfd, SIGKILL)
            case .stop(let pidfd): System.signal(pidfd, SIGSTOP)
            case .release: break
            case .tellEnd(let handler, let reason, let isExpected): handler(reason, isExpected)
            }
        }
    }

    private func reapIfDead() {
        guard let pidfd else { return }
        var status: Int32 = 0
        let result = cl_pidfd_wait(pidfd.number, 1, &status)
        // ECHILD: the program itself reaped the zygote, by ignoring SIGCHLD or by waiting for any child.
        guard result > 0 || (result < 0 && errno == ECHILD) else { return }
        receive()
        let reason = reasonOfDeath(status: result > 0 ? status : nil)
        for (descriptor, key) in zip([control.socket, pidfd], keys.withLock({ $0 })) {
            if let descriptor { reactor.remove(descriptor, key: key) }
        }
        let remains = state.withLock { $0.reaped(reason: reason) }
        control.close()
        // Copies end before their originals, so that no original goes on from a copy that is dead, too.
        for worker in remains.workers.values.sorted(by: { $0.number > $1.number }) {
            worker.end(.crashed(signal: Int(SIGKILL), exitStatus: nil))
        }
        perform(remains.actions)
    }

    private func reasonOfDeath(status: Int32?) -> String {
        let said = state.withLock { $0.errors }.map { readAll($0.number) } ?? ""
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
        var text = Substring(decoding: buffer[..<count], as: UTF8.self)
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
