import CLinux
import Glibc

/// Takes SIGINT away from the program as long as this object lives.
final class SigintWatch: Sendable {
    /// The eventfd to which the handler writes.
    private let event: Descriptor
    private let signal: Descriptor
    private let eventKey: UInt64
    private let signalKey: UInt64
    private let reactor: Reactor
    private let previous: sigaction
    private let silenced: [SilencedSignalDescriptor]

    /// - Parameter source: its `ready` is called when SIGINT came.
    init(_ source: any ReactorSource, _ reactor: Reactor) throws(SystemError) {
        let eventNumber = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard eventNumber >= 0 else { throw SystemError("eventfd") }
        let event = Descriptor(eventNumber)
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGINT)
        let signalNumber = signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
        guard signalNumber >= 0 else { throw SystemError("signalfd") }
        let signal = Descriptor(signalNumber)
        let eventKey = try reactor.add(event, source: source)
        do throws(SystemError) { signalKey = try reactor.add(signal, source: source) } catch {
            reactor.remove(event, key: eventKey)
            throw error
        }
        self.event = event
        self.signal = signal
        self.eventKey = eventKey
        self.reactor = reactor
        silenced = SilencedSignalDescriptor.silenceAll(except: signalNumber)
        var previous = sigaction()
        cl_catch_sigint(eventNumber, &previous)
        self.previous = previous
        arm()
    }

    deinit {
        LockWatch.expectNone("SIGINT is given back")
        cl_restore_sigint(previous)
        for descriptor in silenced { descriptor.restore() }
        reactor.remove(event, key: eventKey)
        reactor.remove(signal, key: signalKey)
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
        reactor.arm(event, key: eventKey, events: EPOLLIN)
        reactor.arm(signal, key: signalKey, events: EPOLLIN)
    }
}
