import CLinux
import Glibc
import Synchronization

/// The descriptors that lead to a worker, until it is at its end.
final class WorkerPipes: Sendable {
    private struct Ends: Sendable {
        /// Where its requests are written.
        let input: Descriptor
        /// Another reader of the same pipe. With it a write never raises SIGPIPE in the program; that the worker is
        /// gone shows elsewhere.
        let reader: Descriptor
        /// Where its replies are read.
        let output: Descriptor
        var inputKey: UInt64?
        var outputKey: UInt64?
    }

    private let reactor: Reactor
    private let ends: Lock<Ends?>
    /// Brings it the descriptors of its copies.
    let control: PacketSender

    /// - Throws: where no descriptor is left.
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
        // A worker never sends by this socket, and so can't fill what its user may have on the way (unix(7)).
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

    /// Where its requests are written; nil once it is at its end.
    var input: Descriptor? { ends.withLock { $0?.input } }

    /// Where its replies are read; nil once it is at its end.
    var output: Descriptor? { ends.withLock { $0?.output } }

    /// Has the reactor tell of both pipes, when they are armed.
    func register(_ worker: WorkerProcess) throws(SystemError) {
        guard let input, let output else { return }
        let inputKey = try reactor.add(input, source: worker)
        ends.withLock { $0?.inputKey = inputKey }
        let outputKey = try reactor.add(output, source: worker)
        ends.withLock { $0?.outputKey = outputKey }
    }

    /// Has the reactor tell when there is room to write.
    func armInput() {
        guard let ends = ends.withLock({ $0 }), let key = ends.inputKey else { return }
        reactor.arm(ends.input, key: key, events: EPOLLOUT)
    }

    /// Has the reactor tell when there is something to read.
    func armOutput() {
        guard let ends = ends.withLock({ $0 }), let key = ends.outputKey else { return }
        reactor.arm(ends.output, key: key, events: EPOLLIN)
    }

    /// Lets go of all, as does the reactor. Whoever uses one of them right now keeps it open until then.
    func close() {
        control.close()
        guard let ends = ends.withLock({ $0.take() }) else { return }
        if let key = ends.inputKey { reactor.remove(ends.input, key: key) }
        if let key = ends.outputKey { reactor.remove(ends.output, key: key) }
    }
}

/// The descriptors that a new process gets.
struct ForkDescriptors: Sendable {
    /// What it reads its requests from.
    let reading: Descriptor
    /// What it writes its replies to.
    let writing: Descriptor
    /// What it takes the descriptors of its own copies from.
    let control: Descriptor

    /// In the order of a `ForkPacket`.
    var all: [Descriptor] { [reading, writing, control] }
}
