import CJavaScriptCore
import CLinux
import Glibc
import Wire

/// The process that every worker is a copy of: the engine loaded, a realm made ready, and nothing of any user in it.
///
/// It forks on request, hands the supervisor a pidfd, reaps what ends, and is gone as soon as the supervisor is.
struct Zygote {
    private let control: ControlSocket
    private let childSignals: Int32
    private let realm: Realm
    private let layers: [LayerReport]
    private var workers: [pid_t: Int] = [:]
    /// Children that ended before anybody asked for them, the last ones.
    private var unknownEnded: [(pid: pid_t, end: End)] = []
    private static let mostUnknown = 256

    /// How a child ended, and the CPU time that it had used, in microseconds.
    private struct End {
        let status: Int32
        let cpuTime: Int
    }

    /// - Parameters:
    ///   - control: the descriptor of the socket to the supervisor.
    ///   - namespaces: those that it was started in, as clone(2) has them.
    init(control: Int32, namespaces: UInt64) {
        self.control = ControlSocket(descriptor: control)
        childSignals = Self.openChildSignals()
        realm = Realm()
        MemoryPressure.listen()
        Rehearsal(realm).run()
        Undo.prepare()
        #if TESTABLE_WORKER
            if TestOptions.exposesUndo {
                setProperty(
                    realm.user, JSContextGetGlobalObject(realm.user), "undoTest",
                    makeFunction(realm.user, "", undoTestFunction))
            }
            if TestOptions.exposesSystemCalls {
                setProperty(
                    realm.user, JSContextGetGlobalObject(realm.user), "systemCall",
                    makeFunction(realm.user, "", systemCallFunction))
            }
        #endif
        layers = Containment(namespaces: namespaces, timeZone: realm.timeZone).enter()
        Undo.begin()
    }

    mutating func run() -> Never {
        control.send(
            .ready(
                major: Int(jsc_get_major_version()), minor: Int(jsc_get_minor_version()),
                micro: Int(jsc_get_micro_version()),
                layers: layers))
        while true {
            let ready = System.poll([childSignals, control.descriptor])
            if ready[0] { reap() }
            if ready[1] {
                guard let (request, descriptors) = control.receive() else { _exit(ExitStatus.success) }
                switch request {
                case .fork(let worker): fork(worker, descriptors)
                case .adopt(let worker, let pid): adopt(worker, pid_t(truncatingIfNeeded: pid))
                }
            }
        }
    }

    private mutating func fork(_ worker: Int, _ descriptors: [Int32]) {
        guard descriptors.count == ForkPacket.descriptorCount else {
            complain(
                "isolate-worker: a fork needs \(ForkPacket.descriptorCount) descriptors, got \(descriptors.count)\n")
            _exit(ExitStatus.protocolError)
        }
        // A thread would be lost in the child, with whatever lock it holds.
        precondition(System.isSingleThreaded, "the zygote has a second thread")
        let parent = getpid()
        let pid = cl_fork()
        if pid == 0 { become(descriptors, childOf: parent) }
        let failure = errno
        for descriptor in descriptors { System.close(descriptor) }
        guard pid > 0 else { return control.send(.forkFailed(worker: worker, errno: Int(failure))) }
        tellOfChild(pid, worker)
    }

    /// Takes a worker's copy of itself for a worker. What is no child of the zygote, or another worker, is refused: a
    /// worker that was taken over may name any number.
    private mutating func adopt(_ worker: Int, _ pid: pid_t) {
        if let index = unknownEnded.firstIndex(where: { $0.pid == pid }) {
            return tellOfEnd(worker, unknownEnded.remove(at: index).end)
        }
        guard pid > 0, workers[pid] == nil, cl_is_child(pid) == 0 else {
            return control.send(.forkFailed(worker: worker, errno: Int(ESRCH)))
        }
        tellOfChild(pid, worker)
    }

    private mutating func tellOfChild(_ pid: pid_t, _ worker: Int) {
        workers[pid] = worker
        // Nobody but `reap` waits for the child, so the number is still its own.
        let pidfd = cl_pidfd_open(pid)
        guard pidfd >= 0 else {
            // The child ends when its supervisor, thus told, closes its pipes.
            let failure = errno
            return control.send(.forkFailed(worker: worker, errno: Int(failure)))
        }
        control.send(.forked(worker: worker, pid: Int(pid)), descriptors: [pidfd])
        System.close(pidfd)
    }

    /// What the child does: it forgets the zygote and serves its context until its supervisor closes the pipe.
    private func become(_ descriptors: [Int32], childOf zygote: pid_t) -> Never {
        System.dieWithParent(zygote)
        System.close(control.descriptor)
        System.close(childSignals)
        Self.setChildSignalsBlocked(false)
        SharedDescriptors.replace()
        realm.separate()
        let pipe = FramePipe(input: descriptors[0], output: descriptors[1])
        Worker(realm: realm, pipe: pipe, control: ControlSocket(descriptor: descriptors[2])).serve()
    }

    private mutating func reap() {
        var information = signalfd_siginfo()
        _ = withUnsafeMutableBytes(of: &information) { System.read(childSignals, into: $0) }
        var status: Int32 = 0
        var usage = rusage()
        while true {
            let pid = wait4(-1, &status, WNOHANG, &usage)
            guard pid > 0 else { return }
            let (user, system) = (usage.ru_utime, usage.ru_stime)
            let end = End(
                status: status, cpuTime: (user.tv_sec + system.tv_sec) * 1_000_000 + user.tv_usec + system.tv_usec)
            if let worker = workers.removeValue(forKey: pid) {
                tellOfEnd(worker, end)
            } else {
                // A worker's copy that the supervisor has not asked for yet.
                if unknownEnded.count == Self.mostUnknown { unknownEnded.removeFirst() }
                unknownEnded.append((pid, end))
            }
        }
    }

    private func tellOfEnd(_ worker: Int, _ end: End) {
        let signal = cl_term_signal(end.status)
        control.send(
            .ended(
                worker: worker,
                signal: signal == 0 ? nil : Int(signal),
                exitStatus: cl_exited(end.status) != 0 ? Int(cl_exit_status(end.status)) : nil, cpuTime: end.cpuTime))
    }

    private static func openChildSignals() -> Int32 {
        setChildSignalsBlocked(true)
        var signals = childSignalSet
        let descriptor = signalfd(-1, &signals, Int32(SFD_CLOEXEC))
        guard descriptor >= 0 else { fail("signalfd") }
        return descriptor
    }

    private static func setChildSignalsBlocked(_ blocked: Bool) {
        var signals = childSignalSet
        sigprocmask(blocked ? SIG_BLOCK : SIG_UNBLOCK, &signals, nil)
    }

    private static var childSignalSet: sigset_t {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGCHLD)
        return signals
    }
}
