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

    /// - Parameters:
    ///   - control: the descriptor of the socket to the supervisor.
    ///   - namespaces: those that it was started in, as clone(2) has them.
    init(control: Int32, namespaces: UInt64) {
        self.control = ControlSocket(descriptor: control)
        childSignals = Self.openChildSignals()
        realm = Realm()
        Rehearsal(realm).run()
        #if TESTABLE_WORKER
        if TestOptions.exposesSystemCalls {
            setProperty(realm.user, JSContextGetGlobalObject(realm.user), "systemCall", makeFunction(realm.user, "", systemCallFunction))
        }
        #endif
        layers = Containment(namespaces: namespaces, timeZone: realm.timeZone).enter()
    }

    mutating func run() -> Never {
        control.send(
            .ready(
                major: Int(jsc_get_major_version()), minor: Int(jsc_get_minor_version()), micro: Int(jsc_get_micro_version()),
                layers: layers))
        while true {
            let ready = System.poll([childSignals, control.descriptor])
            if ready[0] { reap() }
            if ready[1] {
                guard let (request, descriptors) = control.receive() else { _exit(ExitStatus.success) }
                switch request {
                case .fork(let worker): fork(worker, descriptors)
                }
            }
        }
    }

    private mutating func fork(_ worker: Int, _ descriptors: [Int32]) {
        guard descriptors.count == 2 else {
            complain("isolate-worker: a fork needs two descriptors, got \(descriptors.count)\n")
            _exit(ExitStatus.protocolError)
        }
        // A thread would be lost in the child, with whatever lock it holds.
        precondition(System.isSingleThreaded, "the zygote has a second thread")
        let pid = cl_fork()
        if pid == 0 { become(readingFrom: descriptors[0], writingTo: descriptors[1]) }
        let failure = errno
        for descriptor in descriptors { System.close(descriptor) }
        guard pid > 0 else { return control.send(.forkFailed(worker: worker, errno: Int(failure))) }
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
    private func become(readingFrom input: Int32, writingTo output: Int32) -> Never {
        let zygote = getppid()
        // Not inherited over fork. Where a PID namespace stands around the zygote this is the second line.
        _ = cl_set_parent_death_signal(SIGKILL)
        // The zygote may have died before the call above; its child would then wait for nobody.
        if getppid() != zygote { _exit(ExitStatus.success) }
        System.close(control.descriptor)
        System.close(childSignals)
        Self.setChildSignalsBlocked(false)
        SharedDescriptors.replace()
        realm.separate()
        Worker(realm: realm, pipe: FramePipe(input: input, output: output)).serve()
    }

    private mutating func reap() {
        var information = signalfd_siginfo()
        _ = withUnsafeMutableBytes(of: &information) { System.read(childSignals, into: $0) }
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            guard pid > 0 else { return }
            guard let worker = workers.removeValue(forKey: pid) else { continue }
            let signal = cl_term_signal(status)
            control.send(
                .ended(
                    worker: worker,
                    signal: signal == 0 ? nil : Int(signal),
                    exitStatus: cl_exited(status) != 0 ? Int(cl_exit_status(status)) : nil))
        }
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
