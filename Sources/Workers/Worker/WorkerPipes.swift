import CLinux
import Glibc
import Synchronization

/// The descriptors that lead to a worker, until it ends. A base has only its control socket. It gets pipes when it is
/// told to restore.
final class WorkerPipes: Sendable {
    private struct Ends: Sendable {
        /// Where its requests are written.
        let input: Descriptor
        /// Where its replies are read.
        let output: Descriptor
        var inputKey: UInt64?
        var outputKey: UInt64?
    }

    private enum State: Sendable {
        case unopened
        case open(Ends)
        case closed

        var ends: Ends? {
            if case .open(let ends) = self { ends } else { nil }
        }
    }

    private let reactor: Reactor
    private let state = Lock("pipes of a worker", State.unopened)
    /// Carries the descriptors of its copies to a worker, and its own pipes to a base.
    let control: PacketSender

    /// - Returns: the pipes, and the descriptors that the new process gets, in the order of a `ForkPacket`.
    /// - Throws: if no descriptors are left.
    static func make(reactor: Reactor) throws(SystemError) -> (WorkerPipes, [Descriptor]) {
        let (pipes, control) = try makeOfBase(reactor: reactor)
        let (reading, writing) = try pipes.open()
        if let ends = pipes.state.withLock({ $0.ends }) {
            try DescriptorReserve.check([reading, writing, ends.input, ends.output])
        }
        return (pipes, [reading, writing] + control)
    }

    /// - Returns: the same for a base, which gets its pipes later.
    /// - Throws: if no descriptors are left.
    static func makeOfBase(reactor: Reactor) throws(SystemError) -> (WorkerPipes, [Descriptor]) {
        let control = try System.packetSocketPair()
        try DescriptorReserve.check([control.0, control.1])
        try System.setNonblocking(control.0.number)
        // A worker must not send on this socket: it could fill up what its user may have in flight (unix(7)).
        try System.shutDownReading(control.0.number)
        return (WorkerPipes(reactor, PacketSender(control.0, reactor)), [control.1])
    }

    private init(_ reactor: Reactor, _ control: PacketSender) {
        self.reactor = reactor
        self.control = control
    }

    /// Makes the pipes. If this was closed already, it stays closed.
    ///
    /// - Returns: the worker's ends.
    /// - Throws: if no descriptors are left.
    func open() throws(SystemError) -> (reading: Descriptor, writing: Descriptor) {
        let requests = try System.pipe()
        let replies = try System.pipe()
        for descriptor in [requests.writing, replies.reading] { try System.setNonblocking(descriptor.number) }
        let ends = Ends(input: requests.writing, output: replies.reading)
        state.withLock { if case .unopened = $0 { $0 = .open(ends) } }
        return (requests.reading, replies.writing)
    }

    /// Where its requests are written; nil before the pipes exist, and after the worker's end.
    var input: Descriptor? { state.withLock { $0.ends?.input } }

    /// Where its replies are read; nil before the pipes exist, and after the worker's end.
    var output: Descriptor? { state.withLock { $0.ends?.output } }

    /// Registers both pipes with the reactor. It reports on a pipe whenever that has been armed.
    func register(_ worker: WorkerProcess) throws(SystemError) {
        guard let input, let output else { return }
        let inputKey = try reactor.add(input, source: worker)
        guard keep(inputKey, \.inputKey) else { return reactor.remove(input, key: inputKey) }
        let outputKey = try reactor.add(output, source: worker)
        if !keep(outputKey, \.outputKey) { reactor.remove(output, key: outputKey) }
    }

    /// - Returns: whether the pipes are still open.
    private func keep(_ key: UInt64, _ path: WritableKeyPath<Ends, UInt64?> & Sendable) -> Bool {
        state.withLock { state in
            guard var ends = state.ends else { return false }
            ends[keyPath: path] = key
            state = .open(ends)
            return true
        }
    }

    /// Makes the reactor report once when there is room to write.
    func armInput() {
        guard let ends = state.withLock({ $0.ends }), let key = ends.inputKey else { return }
        reactor.arm(ends.input, key: key, events: EPOLLOUT)
    }

    /// Makes the reactor report once when there is something to read.
    func armOutput() {
        guard let ends = state.withLock({ $0.ends }), let key = ends.outputKey else { return }
        reactor.arm(ends.output, key: key, events: EPOLLIN)
    }

    /// Releases all descriptors and removes them from the reactor. A thread that is using one keeps it open until it is
    /// done.
    func close() {
        control.close()
        let ends = state.withLock { state in
            defer { state = .closed }
            return state.ends
        }
        guard let ends else { return }
        if let key = ends.inputKey { reactor.remove(ends.input, key: key) }
        if let key = ends.outputKey { reactor.remove(ends.output, key: key) }
    }
}
