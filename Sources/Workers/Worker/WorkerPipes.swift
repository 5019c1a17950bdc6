import CLinux
import Glibc
import Synchronization

/// The descriptors that lead to a worker, until it ends.
final class WorkerPipes: Sendable {
    private struct Ends: Sendable {
        /// Where its requests are written.
        let input: Descriptor
        /// A second reading end of the same pipe. As long as it is open, a write never raises SIGPIPE in this program.
        /// That the worker is gone is noticed elsewhere.
        let reader: Descriptor
        /// Where its replies are read.
        let output: Descriptor
        var inputKey: UInt64?
        var outputKey: UInt64?
    }

    private let reactor: Reactor
    private let ends: Lock<Ends?>
    /// Carries the descriptors for the worker's copies to it.
    let control: PacketSender

    /// - Throws: if no descriptors are left.
    static func make(reactor: Reactor) throws(SystemError) -> (WorkerPipes, ForkDescriptors) {
        let requests = try System.pipe()
        let replies = try System.pipe()
        let control = try System.packetSocketPair()
        let reader = try System.duplicate(requests.reading.number)
        try DescriptorReserve.check([
            requests.reading, requests.writing, replies.reading, replies.writing, control.0, control.1, reader,
        ])
        for descriptor in [requests.writing, replies.reading, control.0] {
            try System.setNonblocking(descriptor.number)
        }
        // The worker cannot send on this socket, so it cannot use up what its user may have in flight (unix(7)).
        try System.shutDownReading(control.0.number)
        let ends = Ends(input: requests.writing, reader: reader, output: replies.reading)
        let descriptors = ForkDescriptors(reading: requests.reading, writing: replies.writing, control: control.1)
        return (WorkerPipes(reactor, ends, PacketSender(control.0, reactor)), descriptors)
    }

    private init(_ reactor: Reactor, _ ends: Ends, _ control: PacketSender) {
        self.reactor = reactor
        self.ends = Lock("pipes of a worker", ends)
        self.control = control
    }

    /// Where its requests are written; nil once it has ended.
    var input: Descriptor? { ends.withLock { $0?.input } }

    /// Where its replies are read; nil once it has ended.
    var output: Descriptor? { ends.withLock { $0?.output } }

    /// Registers both pipes with the reactor. It reports on a pipe whenever that has been armed.
    func register(_ worker: WorkerProcess) throws(SystemError) {
        guard let input, let output else { return }
        let inputKey = try reactor.add(input, source: worker)
        ends.withLock { $0?.inputKey = inputKey }
        let outputKey = try reactor.add(output, source: worker)
        ends.withLock { $0?.outputKey = outputKey }
    }

    /// Makes the reactor report once when there is room to write.
    func armInput() {
        guard let ends = ends.withLock({ $0 }), let key = ends.inputKey else { return }
        reactor.arm(ends.input, key: key, events: EPOLLOUT)
    }

    /// Makes the reactor report once when there is something to read.
    func armOutput() {
        guard let ends = ends.withLock({ $0 }), let key = ends.outputKey else { return }
        reactor.arm(ends.output, key: key, events: EPOLLIN)
    }

    /// Releases all descriptors and removes them from the reactor. A thread that is using one keeps it open until it is
    /// done.
    func close() {
        control.close()
        guard let ends = ends.withLock({ $0.take() }) else { return }
        if let key = ends.inputKey { reactor.remove(ends.input, key: key) }
        if let key = ends.outputKey { reactor.remove(ends.output, key: key) }
    }
}

/// The descriptors for a new process.
struct ForkDescriptors: Sendable {
    /// Where it reads its requests.
    let reading: Descriptor
    /// Where it writes its replies.
    let writing: Descriptor
    /// Where it receives the descriptors for its own copies.
    let control: Descriptor

    /// In the order of a `ForkPacket`.
    var all: [Descriptor] { [reading, writing, control] }
}
