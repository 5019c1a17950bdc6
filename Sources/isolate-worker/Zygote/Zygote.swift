import CJavaScriptCore
import CLinux
import Glibc
import Wire

/// The process that every worker is a copy of. The engine is loaded and a realm is ready, but it holds no user's data.
///
/// It forks on request, sends the supervisor a pidfd, reaps processes that have ended, and ends with the supervisor. It
/// never waits for the supervisor to read, nor for a worker.
struct Zygote {
    private var control: ControlSocket
    let introductions: IntroductionSocket
    private let childSignals: Int32
    private let realm: Realm
    private let layers: [LayerReport]
    private let sharedCode: Int
    /// The workers by process number, until their processes are reaped.
    var workers: [pid_t: Int] = [:]
    /// The workers that copies will be, by the tokens with which they introduce themselves.
    var expected: [Int: Int] = [:]
    /// Processes that were killed for their introductions, until they are reaped.
    var condemned: Set<pid_t> = []

    /// The descriptor of the socket to the supervisor.
    private static let controlDescriptor: Int32 = 3

    /// Whether it will have few children, which live for a few scripts only, so that preparing for many costs more than
    /// it saves.
    static let isBrief = CommandLine.arguments.contains("brief")

    /// - Parameter namespaces: the namespaces that it was started in, as flags of clone(2).
    init(namespaces: UInt64) {
        Self.checkKernel()
        control = ControlSocket(descriptor: Self.controlDescriptor)
        introductions = IntroductionSocket()
        childSignals = Self.openChildSignals()
        sharedCode = Self.isBrief ? 0 : Engine.shareCode()
        realm = Realm()
        MemoryPressure.listen()
        LastTier.prepare()
        if !Self.isBrief {
            Rehearsal(realm).run()
            cl_put_data_in_huge_pages()
        }
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
                    makeSystemCallFunction(realm.user, introductions: introductions.sending))
            }
        #endif
        layers = Containment(namespaces: namespaces, timeZone: realm.timeZone).enter()
        Undo.begin()
    }

    /// Starts the zygote of this program, whose first argument is the number of its namespaces.
    static func start() -> Never {
        var zygote = Zygote(namespaces: CommandLine.arguments.dropFirst().first.flatMap { UInt64($0) } ?? 0)
        zygote.run()
    }

    private mutating func run() -> Never {
        answer(
            .ready(
                major: Int(jsc_get_major_version()), minor: Int(jsc_get_minor_version()),
                micro: Int(jsc_get_micro_version()),
                sharedCode: sharedCode, layers: layers, undoLog: Undo.report))
        while true {
            let ready = Syscalls.poll([
                (childSignals, POLLIN), (introductions.receiving, POLLIN), (control.descriptor, control.awaitedEvents),
            ])
            if ready[1] { takeIntroductions() }
            if ready[0] { reap() }
            if ready[2] {
                flush()
                if !control.isFull { takeRequest() }
            }
        }
    }

    /// - Returns: whether there was a request.
    @discardableResult
    mutating func takeRequest() -> Bool {
        guard let (request, descriptors) = control.receive() else { return false }
        switch request {
        case .fork(let worker): fork(worker, descriptors)
        case .expect(let worker, let token): expected[token] = worker
        case .forget(let worker): expected = expected.filter { $0.value != worker }
        }
        return true
    }

    private mutating func fork(_ worker: Int, _ descriptors: [Int32]) {
        defer { for descriptor in descriptors { Syscalls.close(descriptor) } }
        guard descriptors.count == ForkPacket.descriptorCount else {
            // This process had no room for them.
            return answer(.forkFailed(worker: worker, errno: Int(EMFILE)))
        }
        // The child would lack the thread, and a lock that the thread holds would stay locked.
        precondition(Syscalls.isSingleThreaded, "the zygote has a second thread")
        let parent = getpid()
        let pid = cl_fork()
        if pid == 0 { become(descriptors, childOf: parent) }
        guard pid > 0 else { return answer(.forkFailed(worker: worker, errno: Int(errno))) }
        begin(pid, worker)
    }

    /// Reports to the supervisor a child that is a worker from now on.
    mutating func begin(_ pid: pid_t, _ worker: Int) {
        // Only `reap` waits for the child, so its number has not been reused.
        let pidfd = cl_pidfd_open(pid)
        guard pidfd >= 0 else {
            let failure = errno
            kill(pid, SIGKILL)
            return answer(.forkFailed(worker: worker, errno: Int(failure)))
        }
        workers[pid] = worker
        answer(.forked(worker: worker, pid: Int(pid)), pidfd: pidfd)
    }

    mutating func answer(_ reply: ZygoteReply, pidfd: Int32? = nil) {
        control.queue(reply, pidfd: pidfd)
        flush()
    }

    private mutating func flush() {
        while let undelivered = control.flush() {
            // A worker that its supervisor could not kill must not live.
            guard let pid = workers.first(where: { $0.value == undelivered })?.key else { continue }
            workers[pid] = nil
            kill(pid, SIGKILL)
        }
    }

    /// The child's code: it gives up what belongs to the zygote, and serves its context until its supervisor closes the
    /// pipe.
    private func become(_ descriptors: [Int32], childOf zygote: pid_t) -> Never {
        Syscalls.dieWithParent(zygote)
        control.close()
        Syscalls.close(introductions.receiving)
        Syscalls.close(childSignals)
        Self.setChildSignalsBlocked(false)
        SharedDescriptors.replace()
        Containment.enterWorker()
        realm.separate()
        let pipe = FramePipe(input: descriptors[0], output: descriptors[1])
        Worker(
            realm: realm, pipe: pipe, control: PacketSocket(descriptor: descriptors[2]),
            introductions: introductions.sending
        ).serve()
    }

    private mutating func reap() {
        var information = signalfd_siginfo()
        _ = withUnsafeMutableBytes(of: &information) { Syscalls.read(childSignals, into: $0) }
        while case let pid = cl_find_ended_child(), pid > 0 {
            // Before its number can be reused.
            takeIntroductions()
            var status: Int32 = 0
            var usage = rusage()
            guard wait4(pid, &status, WNOHANG, &usage) == pid else { fail("wait4") }
            condemned.remove(pid)
            guard let worker = workers.removeValue(forKey: pid) else { continue }
            // Kill copies that the worker made unasked. Only the zygote puts processes in a group of their own.
            kill(-pid, SIGKILL)
            tellOfEnd(worker, status, usage)
        }
    }

    private mutating func tellOfEnd(_ worker: Int, _ status: Int32, _ usage: rusage) {
        let signal = cl_term_signal(status)
        let (user, system) = (usage.ru_utime, usage.ru_stime)
        answer(
            .ended(
                worker: worker,
                signal: signal == 0 ? nil : Int(signal),
                exitStatus: cl_exited(status) != 0 ? Int(cl_exit_status(status)) : nil,
                cpuTime: (user.tv_sec + system.tv_sec) * 1_000_000 + user.tv_usec + system.tv_usec))
    }

    /// Ends this process with a reason if the kernel does not allow pidfds.
    private static func checkKernel() {
        let pidfd = cl_pidfd_open(getpid())
        guard pidfd < 0 else { return Syscalls.close(pidfd) }
        complain(
            """
            isolate-worker: pidfd_open: \(String(cString: strerror(errno))). It takes Linux 5.11 or newer, and a seccomp \
            profile, such as a container's, that allows pidfd_open(2)

            """)
        _exit(ExitStatus.systemError)
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
