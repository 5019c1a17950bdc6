import CLinux
import Glibc

/// SIGINT taken from the program, until this goes.
struct SigintWatch: ~Copyable {
    /// Where the handler writes.
    private let event: Descriptor
    private let signal: Descriptor
    private let eventKey: UInt64
    private let signalKey: UInt64
    private var previous = sigaction()
    private let silenced: [SilencedSignalDescriptor]

    /// - Parameter source: is told when SIGINT came.
    init(_ source: any ReactorSource) throws(SystemError) {
        let eventNumber = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard eventNumber >= 0 else { throw SystemError("eventfd") }
        let event = Descriptor(eventNumber)
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGINT)
        let signalNumber = signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard signalNumber >= 0 else { throw SystemError("signalfd") }
        silenced = SilencedSignalDescriptor.silenceAll(except: signalNumber)
        signal = Descriptor(signalNumber)
        eventKey = Reactor.shared.add(event.number, source: source)
        signalKey = Reactor.shared.add(signalNumber, source: source)
        self.event = event
        arm()
        cl_catch_sigint(eventNumber, &previous)
    }

    deinit {
        cl_restore_sigint(previous)
        for descriptor in silenced { descriptor.restore() }
        Reactor.shared.remove(event.number, key: eventKey)
        Reactor.shared.remove(signal.number, key: signalKey)
    }

    /// Whether SIGINT has come since the last time.
    func take() -> Bool {
        var count: UInt64 = 0
        var information = signalfd_siginfo()
        let handled = Glibc.read(event.number, &count, 8) > 0
        let pending = Glibc.read(signal.number, &information, MemoryLayout<signalfd_siginfo>.size) > 0
        arm()
        return handled || pending
    }

    private func arm() {
        Reactor.shared.arm(event.number, key: eventKey, events: EPOLLIN)
        Reactor.shared.arm(signal.number, key: signalKey, events: EPOLLIN)
    }
}
